#!/bin/bash
# SPDX-License-Identifier: MIT
# Do the documents of sanitizers/ say what is compiled?  Flags against cmake/LabHosts.cmake, ThreadSanitizer's options
# against the tsan host.  Exit code: 0 or 1.
set -u
cd "$(dirname "$0")/../.." || exit 1
failed=0

# same WHAT A B: two sorted lists, one item a line, must be the same.
same() {
  local differing
  differing=$(diff <(sort -u <<<"$2") <(sort -u <<<"$3"))
  [[ -z $differing && -n $2 ]] && return
  echo "$1 differ (<: the first, >: the second):"
  echo "$differing"
  failed=1
}

# Variables of the build that hold flags, without the comments around them.
flags_built=$(sed 's/#.*//' cmake/LabHosts.cmake | tr '\n' ' ' | grep -oE 'set\(LAB_(FLAGS|LINK)_[a-z]+ [^)]*\)' |
  grep -oE -- '-(mllvm -tsan-[a-z-]+=1|mllvm [^ ")]+|[A-Za-z][^ ")]*)')
flags_told=$(sed -n '/^## All hosts/,/^## The front end/p' sanitizers/README.md | grep -oE '^\| `[^`]+`' | tr -d '|`' |
  sed 's/^ *//')
same "flags in cmake/LabHosts.cmake and sanitizers/README.md" "$flags_built" "$flags_told"

options_built=$(sed -n '/__tsan_default_options(void) {/,/^}/p' src/engines/tsan/host_tsan.c | grep -oE '[a-z_]+=[0-9]+')
options_told=$(grep -v '^#' sanitizers/tsan.options | grep .)
same "options in src/engines/tsan/host_tsan.c and sanitizers/tsan.options" "$options_built" "$options_told"

[[ $failed == 0 ]] && echo "documents agree"
exit $failed
