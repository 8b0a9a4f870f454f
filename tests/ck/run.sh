#!/bin/bash
# SPDX-License-Identifier: MIT
# Is Concurrency Kit legible to ThreadSanitizer?  Every structure that <lab/ck.h> wraps is used rightly, which must
# not be reported, and with a true race beside it, which must be: with the annotations, and, to see that these hide
# nothing, with ck's own operations made visible by sanitizers/ck-shim.h.
#
# CLANG names the compiler (clang-19), LAB_CK_RUNS the runs of each case (3).  Exit code: 0, 1, or 77 without clang.
set -u
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
clang=${CLANG:-clang-19}
runs=${LAB_CK_RUNS:-3}
command -v "$clang" >/dev/null || { echo "no $clang"; exit 77; }

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
flags=(-std=c11 -D_GNU_SOURCE -O1 -g -fsanitize=thread -fno-omit-frame-pointer -Wall -Wextra -Wpedantic -Werror
       -I"$source_dir/include" "$source_dir"/tests/ck/{driver,locks,rwlocks,messages,reclaim}.c -lck -lpthread)
"$clang" "${flags[@]}" -o "$work/annotated" &
"$clang" -include "$source_dir/sanitizers/ck-shim.h" "${flags[@]}" -o "$work/visible" || exit 1
wait $! || exit 1

# case_is MODE CASE right|racy: runs it; a right one has 0 reports, a racy one has some, and both do their work.
case_is() {
  local out reports state run
  for ((run = 0; run < runs; run++)); do
    out=$(timeout 60 "$work/$1" "$2" "$3" 2>&1) || { echo "FAILED $1 $2 $3: exit code $?: $out"; return 1; }
    read -r reports state <<<"$out"
    if [[ $state != works || ($3 == right && $reports != 0) || ($3 == racy && $reports == 0) ]]; then
      echo "FAILED $1 $2 $3: $out"
      return 1
    fi
  done
}

# cases_of MODE LIST: all cases of a mode; says how many there were.
cases_of() {
  local name cases=0 failed=0
  for name in $("$work/$1" "$2"); do
    case_is "$1" "$name" right || failed=1
    case_is "$1" "$name" racy || failed=1
    cases=$((cases + 1))
  done
  echo "$1: $cases cases, each right and racy, $runs times: $([[ $failed == 0 && $cases -gt 0 ]] && echo ok || echo FAILED)"
  [[ $failed == 0 && $cases -gt 0 ]]
}

cases_of annotated --list &
cases_of visible --list-visible
visible=$?
wait $!
annotated=$?
[[ $annotated == 0 && $visible == 0 ]]
