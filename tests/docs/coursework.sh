#!/bin/bash
# SPDX-License-Identifier: MIT
# The README's walk-through of an assignment: its commands, on a class of three.
. "$(dirname "${BASH_SOURCE[0]}")/../grade/common.sh"
rm -f "$canary"
mkdir -p bin class/ada class/bob class/eve
printf '#!/bin/sh\nexec "%s" "$@"\n' "$LAB" >bin/lab
chmod +x bin/lab
PATH=$work/bin:$PATH
compose counter-race "$here/right/counter-race/mutex.c" solution.c
cp solution.c class/ada/exercise.c
compose counter-race "$here/wrong/counter-race/half-locked.c" class/bob/exercise.c
compose counter-race "$here/hostile/counter-race/exit.c" class/eve/exercise.c

# Each command, and what it ends with.
wants=(0 1 1 0 1 1)
n=0
while read -r line; do
  ran=$line
  code=0
  bash -c "$line" >"$out" 2>"$err" </dev/null || code=$?
  [ "$code" -eq "${wants[n]:-none}" ] || complain "$ran: exit code $code, not ${wants[n]:-none}"
  case $n in
  1) prints 'read x = 0' ;;
  3) prints 'PASS, (100|90) of 100 points' ;; # ten are for the time that it takes, which is measured
  4) cut -d, -f1,3,4 grades.csv | tr -d '\r' | tail -n +2 >graded
    diff graded - <<<$'ada,PASS,\nbob,FAIL,torn\neve,FAIL,rules' || complain "the class" ;;
  5) says '3 results taken from the file' && has grades.xml '<testsuites .*failures="2"' ;;
  esac
  n=$((n + 1))
done < <(awk '/^<!-- commands: coursework -->$/ { marked = 1 } marked && /^```$/ { marked = on = 0 } on { print }
  marked && /^```sh$/ { on = 1 }' "$LAB_SOURCE/README.md")
[ "$n" -eq "${#wants[@]}" ] || complain "the README has $n commands, not ${#wants[@]}"
finish
