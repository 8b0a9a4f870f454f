#!/bin/bash
# SPDX-License-Identifier: MIT
# Hosts that are missing, broken, or of another mind: named, and never believed.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

real_lab=$LAB
fake() { # NAME SCRIPT: a directory of hosts whose lab-native is this
  mkdir -p "$work/$1"
  printf '#!/bin/sh\n%s\n' "$2" >"$work/$1/lab-native"
  chmod +x "$work/$1/lab-native"
}
variant() { # LAB VARIANT: its description
  printf '{"lab":"%s","variant":"%s","file":"labs/%s/%s.c","title":"t","ops":1,"threads":2,"size":8,"exclusive":false,' \
    "$1" "$2" "$1" "$2"
  printf '"expect":{"native":"holds","tsan":null,"explore":null,"why":null},"roles":[],"watch":[],"outcomes":[]}'
}
document() { printf '{"schema":"lab-describe/1","variants":[%s]}' "$1"; }

fake good "echo '$(document "$(variant other fixed-it)")'"
LAB_HOSTS=$work/good expect 0 list
silent
prints '^  other '
prints '^  counter-race '
LAB_HOSTS=$work/good expect 0 list other
prints '^  fixed-it +t +2 x 1  native$'

# One that does not answer is noted, and the others are used.
LAB_HOSTS=$work/missing expect 0 list --quiet
silent
LAB_HOSTS=$work/missing expect 0 list
says '^lab: note: .*/missing/lab-native --describe cannot be started: No such file or directory$'
fake garbage 'echo hello'
LAB_HOSTS=$work/garbage expect 0 list
says 'is not JSON'
fake future "echo '{\"schema\":\"lab-describe/9\",\"variants\":[]}'"
LAB_HOSTS=$work/future expect 0 list
says 'schema "lab-describe/9"'
fake evil "echo '$(document "$(variant ../../etc broken)")'"
LAB_HOSTS=$work/evil expect 0 list
says '"lab" is not a name'
prints_not 'etc/|\.\./'
fake dying 'echo "cannot map" >&2; exit 7'
LAB_HOSTS=$work/dying expect 0 list
says 'ended with exit status 7: cannot map'
fake killed 'kill -SEGV $$'
LAB_HOSTS=$work/killed expect 0 list
says 'was killed by SIGSEGV'
fake endless 'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done'
LAB_HOSTS=$work/endless expect 0 list
says 'printed too much'

# The first lab of a name wins.
fake twice "echo '$(document "$(variant counter-race broken)")'"
LAB_HOSTS=$work/twice expect 0 list
says 'note: lab counter-race of .* is hidden by that of .*/twice'
prints_not fixed-mutex

# A name that says nothing of its role: what it declares says it; doctor notes it.
fake unruly "echo '$(document "$(variant other strange)")'"
LAB_HOSTS=$work/unruly expect 0 list --format json
silent
prints '"role": "fixed"'
LAB_HOSTS=$work/unruly expect 0 doctor
prints 'other/strange: a variant is called broken.* counts as fixed'

# Too few descriptors: it is said, by each number of them.
for n in 8 12 16; do
  (ulimit -n $n && COLUMNS=200 exec "$real_lab" run counter-race/fixed-atomic --engine native --iterations 5 --no-tune) >"$out" 2>"$err"
  code=$?
  ran="lab run with $n descriptors"
  case $code in
  77) prints 'could not run: .*(Too many open files|error while loading)' ;;
  0 | 3) ;;
  *) complain "$ran: exit code $code" ;;
  esac
done

# No host at all: nothing can run.
mkdir -p alone/bin
cp "$LAB" alone/bin/lab
real=$LAB
LAB=$work/alone/bin/lab
refuses 3 'alone/libexec/lab/lab-native --describe cannot be started.*"lab doctor"' run counter-race
expect 77 doctor
prints 'lab run cannot work here'
prints '^FAIL|^warn'
LAB=$real
expect 0 doctor
silent
prints '^ok .*native .*[0-9]+ labs?, [0-9]+ variants'
prints 'lab run works here'
finish
