#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The launcher of a checkout, around a project that builds in no time: it must build once, notice changes, keep stdout
# clean, and say what is missing where it may not install.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
top="$work/check out" # a path with a space
mkdir -p "$top"/{cmake,src,include,labs,tests}
cp "$LAB_SOURCE/lab" "$top/lab"
cp "$LAB_SOURCE/CMakePresets.json" "$top/"
cat >"$top/CMakeLists.txt" <<'EOF'
cmake_minimum_required(VERSION 3.24)
project(stub LANGUAGES NONE)
enable_testing()
file(GLOB parts CONFIGURE_DEPENDS src/*)
add_custom_command(OUTPUT bin/lab COMMAND sh ${CMAKE_SOURCE_DIR}/cmake/make-lab ${parts} DEPENDS ${parts} VERBATIM)
add_custom_target(lab-tree DEPENDS bin/lab)
add_custom_target(everything ALL DEPENDS lab-tree)
add_dependencies(everything lab-tree)
add_test(NAME stub COMMAND bin/lab)
EOF
cat >"$top/cmake/make-lab" <<'EOF'
# Makes a "binary" that prints its parts and arguments, and leaves a line per build.
echo built >>"${BUILDS:-/dev/null}"
cat "$@" >/dev/null || exit 1
grep -q broken "$@" && { echo "error: broken part"; exit 1; }
mkdir -p bin
{ echo '#!/bin/sh'; cat "$@"; echo 'for a; do echo "<$a>"; done; exit 7'; } >bin/lab
chmod +x bin/lab
sleep "${SLOW:-0}"
EOF
touch "$top/tests/CMakeLists.txt"
echo 'echo one' >"$top/src/part"
export BUILDS=$work/builds

failures=0
check() { # what it is about, expected, actual
  if [ "$2" != "$3" ]; then
    printf 'FAILED: %s\n  expected: %q\n  actual:   %q\n' "$1" "$2" "$3"
    failures=$((failures + 1))
  fi
}
run() { # runs a command; sets out, err, code
  code=0
  "$@" >"$work/out" 2>"$work/err" || code=$?
  out=$(cat "$work/out")
  err=$(cat "$work/err")
}
builds() { wc -l <"$BUILDS"; }

run "$top/lab" run 'a  b' ''
check "first start: arguments and stdout" $'one\n<run>\n<a  b>\n<>' "$out"
check "first start: the binary's exit code" 7 "$code"
check "first start: one or two lines of progress" 1 "$(grep -c '^lab: building' "$work/err")"

run "$top/lab" x
check "second start: silent" '' "$err"
check "second start: builds nothing" 1 "$(builds)"

cd /
ln -s "$top/lab" "$work/link"
run "$work/link" x
check "by a link from another directory" $'one\n<x>' "$out"

sleep 0.02
echo 'echo two' >"$top/src/other"
run "$top/lab"
check "a new file is noticed" $'two\none' "$out"
sleep 0.02
rm "$top/src/other"
run "$top/lab"
check "a deleted file is noticed" one "$out"

sleep 0.02
echo 'echo broken' >"$top/src/part"
run "$top/lab"
check "a failing build: exit code" 3 "$code"
check "a failing build: nothing on stdout" '' "$out"
check "a failing build: the compiler's words" 1 "$(grep -c 'error: broken part' "$work/err")"
run "$top/lab"
check "a failing build is tried again" 3 "$code"
echo 'echo three' >"$top/src/part"
run "$top/lab"
check "a mended build" three "$out"

sleep 0.02
echo 'echo four' >"$top/src/part"
before=$(builds)
for _ in 1 2 3 4; do
  SLOW=0.3 "$top/lab" >>"$work/parallel" 2>/dev/null || true &
done
wait
check "starts at the same time build once" $((before + 1)) "$(builds)"
check "and all of them run what was built" 4 "$(grep -c four "$work/parallel")"

run "$top/lab" test
check "lab test: exit code" 8 "$code" # the stub ends with 7, so its test fails
check "lab test: the summary of ctest is last" 1 "$(tail -n 3 "$work/out" | grep -c stub)"

mv "$top" "$work/moved"
top=$work/moved
run "$top/lab"
check "a moved checkout" four "$out"

# What the launcher adds to a start, over as many files as the project has: in CPU time, which does not count others, and
# in starts of a shell, which take as much longer on a slow machine.  It is about 7.
cpu() { # COMMAND...: us in 50 starts
  local TIMEFORMAT='%3U %3S'
  { time for _ in {1..50}; do "$@" >/dev/null 2>&1 || true; done; } 2>&1 | awk '{ print int(1e6 * ($1 + $2)) }'
}
cp -r "$LAB_SOURCE"/{src,include,labs,cmake} "$top/include/"
run "$top/lab"
added=$(($(cpu "$top/lab") - $(cpu "$top/build/default/bin/lab"))) shell=$(cpu sh -c :)
echo "the launcher adds $((added / 50)) us; a shell takes $((shell / 50))"
check "added to a start: less than 30 starts of a shell" 1 $((added < 30 * shell))

# Nothing to build with, and nothing may be installed: the line to type, and 77.
rm -rf "$top/build"
mkdir "$work/bin"
echo 'lab_require(STUB no/such/header.h stub libstub-dev)' >>"$top/CMakeLists.txt"
# A header that another package has in a folder of its own is not the one that is asked for.
echo 'lab_require(DECOY bitsperlong.h c libdecoy-dev)' >>"$top/CMakeLists.txt"
for tool in sh dirname readlink mkdir flock find cat sed mv rm id apt-get; do
  ln -s "$(command -v $tool)" "$work/bin/$tool"
done
PATH=$work/bin LAB_INSTALL=no run "$work/bin/sh" "$top/lab"
check "missing packages: exit code" 77 "$code"
check "missing packages: the line to type" 1 \
  "$(grep -c '^apt-get install .*clang-19 llvm-19 libclang-rt-19-dev cmake ninja-build libstub-dev libdecoy-dev bubblewrap$' "$work/err")"

[ "$failures" = 0 ]
