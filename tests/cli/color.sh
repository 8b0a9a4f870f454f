#!/bin/bash
# SPDX-License-Identifier: MIT
# Colour: on terminals alone, never against NO_COLOR, always when asked for; and no progress in pipes.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
escape=$'\033'

no_escape() { if grep -q "$escape" "$1"; then complain "$2: colour where there should be none"; fi; }
some_escape() { grep -q "$escape\[[0-9;]*m" "$1" || complain "$2: no colour"; }

for arguments in "diff counter-race" "list" "doctor" "run counter-race/broken --engine native --iterations 20"; do
  # shellcheck disable=SC2086
  expect 0 $arguments
  no_escape "$out" "$arguments"
  no_escape "$err" "$arguments"
  # shellcheck disable=SC2086
  NO_COLOR=1 expect 0 $arguments --color always
  some_escape "$out" "$arguments --color always"
done

if command -v script >/dev/null; then
  terminal() { # COMMAND: what it prints on a terminal
    script -qec "stty cols 200; $1" /dev/null </dev/null >"$out" 2>&1
    ran=$1
  }
  terminal "$LAB diff counter-race --unified"
  some_escape "$out" diff
  terminal "NO_COLOR= $LAB diff counter-race --unified"
  some_escape "$out" 'diff with an empty NO_COLOR'
  terminal "NO_COLOR=1 $LAB diff counter-race --unified"
  no_escape "$out" 'diff with NO_COLOR'
  terminal "TERM=dumb $LAB diff counter-race --unified"
  no_escape "$out" 'diff on a dumb terminal'
  terminal "$LAB diff counter-race --unified --color never"
  no_escape "$out" 'diff --color never'
  # Side by side where it is wide enough.
  terminal "$LAB diff counter-race --color never"
  prints '^ *[0-9]+ .* \| +[0-9]+ '
  terminal "stty cols 80; $LAB diff counter-race --color never"
  prints '^@@ '
  # Progress is one line that is gone in the end, and --quiet has none.
  terminal "$LAB run counter-race/fixed-atomic --engine native --time 0.5 --color never >/dev/null"
  prints "$escape\\[K"
  terminal "$LAB run counter-race/fixed-atomic --engine native --time 0.5 --color never --quiet >/dev/null"
  no_escape "$out" 'run --quiet'
fi
finish
