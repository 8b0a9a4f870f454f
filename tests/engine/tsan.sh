#!/bin/bash
# SPDX-License-Identifier: MIT
# Detection by ThreadSanitizer: `broken` is reported in 20 of 20 runs and `fixed-mutex` in none, with two threads on
# two CPUs and on one; and of 1000 iterations of `broken` at least 990 are reported.
#
# A run is 20 iterations.  An iteration goes unreported with a probability of about 1 in 1000 (two first accesses at
# the very same time miss one another); that 20 in a row do is below 1 in 10^50.  More than 10 of 1000 missed has a
# probability below 1 in 10^7.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"

# field NAME FILE: of every row of a CSV file. The fields asked for stand before any that is quoted.
field() {
  awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { print $c }' "$2"
}

detect() { # command that narrows the CPUs
  local runs=20 broken=0 fixed=0
  for ((run = 1; run <= runs; run++)); do
    "$@" "$LAB" run counter-race/broken counter-race/fixed-mutex --engine tsan --iterations 20 --seed "$run" \
      --format csv >"$out" 2>"$err" </dev/null || complain "run $run: exit code $?"
    readarray -t reported < <(field reported "$out")
    [ "${reported[0]}" -gt 0 ] && broken=$((broken + 1))
    [ "${reported[1]}" -gt 0 ] && fixed=$((fixed + 1))
  done
  echo "$*: broken reported in $broken of $runs runs, fixed-mutex in $fixed of $runs"
  [ "$broken" -eq "$runs" ] || complain "$*: broken reported in $broken of $runs runs"
  [ "$fixed" -eq 0 ] || complain "$*: fixed-mutex reported in $fixed of $runs runs"
}

detect env
detect taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')"

for cpus in env "taskset -c $(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')"; do
  $cpus "$LAB" run counter-race/broken --engine tsan --iterations 1000 --format csv >"$out" 2>"$err" </dev/null ||
    complain "exit code $?"
  reported=$(field reported "$out")
  echo "$cpus: reported in $reported of 1000 iterations"
  [ "$reported" -ge 990 ] || complain "$cpus: only $reported of 1000 iterations reported"
done
finish
