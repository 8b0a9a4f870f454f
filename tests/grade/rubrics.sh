#!/bin/bash
# SPDX-License-Identifier: MIT
# Every exercise whose actors are threads or tasks can be graded, unless its rubric says why not: as it was handed out it
# keeps the rules, compiles, and is no solution but where it is right from the beginning and only dear.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rm -f "$canary"
for exercise in "$LAB_SOURCE"/labs/*/exercise.c; do
  lab=$(basename "$(dirname "$exercise")")
  "$LAB" grade "$lab" "$exercise" --format json >"$out" 2>"$err"
  code=$?
  ran="lab grade $lab, as handed out"
  if [ "$code" -eq 77 ]; then
    refusal=$(sed -n 's/.*"refuse": "\(.*\)".*/\1/p' "${exercise%exercise.c}rubric.json" 2>/dev/null)
    says "cannot be graded: (its actors are processes|it is about time${refusal:+|$refusal})"
    continue
  fi
  case $lab in
  false-sharing) [ "$code" -eq 0 ] || complain "$ran: exit code $code" ;;
  *) [ "$code" -eq 1 ] || complain "$ran: exit code $code" ;;
  esac
  prints_not '"mistake": "(rules|compile|file|tampering|error)"'
done

finish
