#!/bin/bash
# SPDX-License-Identifier: MIT
# lab_add_check(): a project of its own that finds the installed package gets a test of each variant on each engine.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
if grep -q '^LAB_SANITIZE:[A-Z]*=.' "$LAB_BUILD/CMakeCache.txt"; then
  echo 'a build with sanitizers is not for installing'
  exit 77
fi
quietly() { "$@" >"$out" 2>&1 || { complain "$*"; finish; }; }
quietly cmake --install "$LAB_BUILD" --prefix "$work/installed"
[ -e installed/share/lab/schema/sarif-lab.schema.json ] || complain 'the schemas are not installed'
mkdir -p project/labs/hits project/labs/others
cp "$LAB_SOURCE/labs/async-counter/broken.c" "$LAB_SOURCE/labs/async-counter/fixed-flag.c" project/labs/hits/
sed 's/LAB_LOSES_UPDATES/LAB_HOLDS/g' "$LAB_SOURCE/labs/async-counter/broken.c" >project/labs/others/broken.c
cat >project/CMakeLists.txt <<'EOF'
cmake_minimum_required(VERSION 3.24)
project(course LANGUAGES C)
enable_testing()
find_package(lab REQUIRED)
add_lab(labs/*)
lab_add_check(LABS hits ARGUMENTS --iterations 20)
lab_add_check(LABS others ENGINES native)
EOF
quietly cmake -S project -B build -G Ninja "-Dlab_DIR=$(dirname "$(find "$work/installed" -name labConfig.cmake)")" \
  "-DLAB_CLANG=$CLANG"
quietly cmake --build build
ctest --test-dir build -N >"$out"
for name in lab/hits/broken/native lab/hits/broken/tsan lab/hits/fixed-flag/native lab/hits/fixed-flag/tsan lab/hits/broken/explore lab/hits/fixed-flag/explore \
  lab/others/broken/native; do
  prints "^ *Test +#[0-9]+: $name\$"
done
prints '^Total Tests: 7$'
quietly ctest --test-dir build -L hits
prints '100% tests passed, 0 tests failed out of 6'
ctest --test-dir build -L lab --output-on-failure >"$out" && complain 'a variant that is not as declared passes'
prints 'lab/others/broken/native.*Failed'
prints 'NOT OK +others/broken +native'
prints ' 1 tests failed out of 7'

# What the machine cannot do is skipped.
rm build/libexec/lab/lab-tsan
ctest --test-dir build -R '/fixed-flag/tsan$' >"$out" || complain 'what cannot run is a failure'
prints 'fixed-flag/tsan.*Skipped'

printf 'lab_add_check(LABS hit)\n' >>project/CMakeLists.txt
cmake -S project -B build >"$out" 2>&1 && complain 'an unknown lab is accepted'
prints 'no lab "hit"'
finish
