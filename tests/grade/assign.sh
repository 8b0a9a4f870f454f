#!/bin/bash
# SPDX-License-Identifier: MIT
# A hand-out has what students need, and nothing of the answers.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
labs=${LAB_SOURCE:?}/labs

# Code of fixed variants that neither exercise nor broken variant has: lines that say something.
secrets() {
  cat "$labs/$1"/fixed-*.c 2>/dev/null | sed 's/^ *//' | grep -vE '^( ?\*|/\*|#include|[{}]*;?$)' | awk 'length > 24' |
    grep -vxFf <(cat "$labs/$1"/exercise.c "$labs/$1"/broken*.c 2>/dev/null | sed 's/^ *//') | sort -u
}

for exercise in "$labs"/*/exercise.c; do
  lab=$(basename "$(dirname "$exercise")")
  expect 0 assign "$lab" "$lab"
  cmp -s "$exercise" "$lab/exercise.c" || complain "$lab: the exercise is not as it is"
  for file in lesson.md README.md makefile exercise.c; do
    [ -s "$lab/$file" ] || complain "$lab: no $file"
  done
  if secrets "$lab" >"$work/secrets" && [ -s "$work/secrets" ]; then
    cat "$lab"/* | sed 's/^ *//' | grep -xFf "$work/secrets" >"$out" && complain "$lab: code of a fixed variant is in the hand-out"
  fi
  grep -rl 'fixed-' "$lab/lesson.md" "$lab/README.md" && complain "$lab: a fixed variant is named"
  grep -qE '^## (What happened|Answer|Afterword)' "$lab/lesson.md" && complain "$lab: the answer is in the lesson"
  grep -q 'Afterword' "$lab/broken.c" 2>/dev/null && complain "$lab: the answer is in broken.c"
done
[ "$(find . -name exercise.c | wc -l)" -gt 10 ] || complain "there are few hand-outs"

# What it says works.
(cd counter-race && make -s LAB="$LAB" run) >"$out" 2>"$err" || complain "make run"
prints 'ThreadSanitizer'
(cd counter-race && make -s LAB="$LAB" explore) >"$out" 2>"$err" && complain "make explore finds nothing"
prints 'lost 1'

# Bad input.
refuses 2 'no lab "conter-race"; did you mean "counter-race"' assign conter-race x
refuses 2 'is not the name of one lab' assign 'counter-*' x
refuses 2 'counter-race is not empty; --force' assign counter-race counter-race
expect 0 assign counter-race counter-race --force
echo x >file && refuses 2 'file is no folder' assign counter-race file
refuses 2 'cannot make none/x' assign counter-race none/x
refuses 2 'assign needs LAB DIR' assign counter-race
finish
