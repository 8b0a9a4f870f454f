#!/bin/bash
# SPDX-License-Identifier: MIT
# list, show, diff: what they print of the labs, and what they hold back.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

expect 0 list
silent
prints '^Unit 1, Races$'
prints '^  counter-race +2 actors +[0-9]+ broken +[0-9]+ fixed  x = x \+ 1$'
prints_not '^  broken '
expect 0 list counter-race
silent
prints '^counter-race'
prints '^  broken +x = x \+ 1.* 2 x 1000  native tsan explore'
prints '^  fixed-mutex '
prints '^  exercise '
expect 0 list 'counter-race/fixed-*' --names
silent
prints '^counter-race/fixed-mutex$'
prints_not '/broken'
expect 0 list --verbose
prints 'expected: native lost, tsan data-race'
expect 0 list --format json
prints '"schema": "lab-list/1"'
prints '"variant": "broken"'
prints '"role": "fixed"'

expect 0 show counter-race
silent
prints 'Question:'
prints '^LAB_VARIANT\('
prints_not 'Afterword:'
expect 0 show counter-race --answer
prints 'Afterword:'
prints_not '^LAB_VARIANT\('
for variant in $("$LAB" list --names | grep /); do
  expect 0 show "$variant" --quiet
  prints 'Question:'
  prints '^LAB_VARIANT\('
  prints_not 'Afterword:'
  # The two parts make the file.
  { cat "$out"; "$LAB" show "$variant" --answer --quiet; } | grep -v -e '^-- .* --$' -e '^$' >shown
  source=$("$LAB" list "$variant" --format json | sed -n 's/.*"source": "\(.*\)".*/\1/p')
  grep -v '^$' "$source" | cmp -s - shown || complain "$variant: its two parts do not make the file"
done

expect 0 diff counter-race
silent
prints '^--- counter-race/broken.c$'
prints '^\+\+\+ counter-race/fixed-'
prints '^-static void increment'
prints_not 'Afterword'
expect 0 diff counter-race broken broken
prints 'same code'
expect 0 diff counter-race broken
prints '^--- counter-race/broken.c$'
prints '^\+\+\+ counter-race/fixed-'
expect 0 diff counter-race/fixed-mutex
prints '^--- counter-race/broken.c$'
prints '^\+\+\+ counter-race/fixed-mutex.c$'
expect 0 diff counter-race fixed-mutex
prints '^\+\+\+ counter-race/fixed-mutex.c$'
prints '^\+  pthread_mutex_lock'
expect 0 diff counter-race/broken counter-race/fixed-cas --side-by-side
prints ' > +[0-9]+ '
refuses 2 'means [0-9]+ variants; name one' diff counter-race broken 'fixed-*'
# What is printed is a patch that makes one file of the other.
expect 0 diff counter-race broken fixed-mutex --all --unified
if command -v patch >/dev/null; then
  source=$("$LAB" list counter-race/broken --format json | sed -n 's/.*"source": "\(.*\)".*/\1/p')
  cp "$source" one.c
  patch -s one.c "$out" || complain 'the difference is no patch'
  cmp -s one.c "$(dirname "$source")/fixed-mutex.c" || complain 'the patch does not make the other file'
fi
finish
