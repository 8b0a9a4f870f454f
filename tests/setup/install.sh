#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The installed tree: it works after being moved, from any directory, without the checkout's help; and a project of its
# own finds it, builds its labs with add_lab() and runs them.
set -euo pipefail

cache=$LAB_BUILD/CMakeCache.txt
if grep -q '^LAB_SANITIZE:[A-Z]*=.' "$cache"; then
  echo "a build with sanitizers is not for installing"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset LAB_HOSTS DESTDIR

failed() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}
# Shows what a command printed only where it fails.
quiet() {
  local code=0
  "$@" >"$work/log" 2>&1 || code=$?
  [ "$code" = 0 ] || { cat "$work/log"; failed "exit code $code: $*"; }
}
# A command succeeds, and its stdout contains a pattern.
shows() { # pattern, command...
  quiet "${@:2}"
  grep -q -- "$1" "$work/log" || { cat "$work/log"; failed "no '$1' in: ${*:2}"; }
}

# -- Install, then move. --
quiet cmake --install "$LAB_BUILD" --prefix "$work/installed"
mv "$work/installed" "$work/moved tree"
prefix="$work/moved tree"
mkdir "$work/elsewhere"
cd "$work/elsewhere"

# AddressSanitizer keeps the path of each listing as it was compiled; nothing looks there.
if grep -rlF --exclude=lab-asan -e "$LAB_SOURCE/" -e "$LAB_BUILD/" "$prefix"; then
  failed "these files name the checkout or the build"
fi
shows "$(sed -n 's/^CMAKE_PROJECT_VERSION:.*=//p' "$cache")" "$prefix/bin/lab" --version
shows counter-race "$prefix/bin/lab" list
shows 'c->x = c->x + 1' "$prefix/bin/lab" show counter-race/broken
shows 'broken\.c:[0-9]' "$prefix/bin/lab" run counter-race/broken --iterations 200 # the racing lines were found

# -- Files given by path are built with what was installed. --
mkdir mine
cp "$LAB_SOURCE/labs/counter-race/broken.c" mine/race.c
shows 'race\.c:[0-9]' "$prefix/bin/lab" run mine/race.c --iterations 200
shows '^lost 1' "$prefix/bin/lab" explore mine/race.c
shows '^Proved' "$prefix/bin/lab" explore "$prefix/share/lab/labs/counter-race/fixed-mutex.c"
printf '%s\n' '#include <lab/explore.h>' 'int main(void) { return lab_choose(2) ? 0 : 0; }' >mine/program.c
shows '^Proved' "$prefix/bin/lab" explore mine/program.c

# -- Labs out of tree: one that is broken, one that holds. --
mkdir -p "$work/project/labs/hit-counter"
cd "$work/project"
cat >CMakeLists.txt <<'EOF'
cmake_minimum_required(VERSION 3.24)
project(course LANGUAGES C)
find_package(lab REQUIRED)
add_lab(labs/*)
EOF
cat >labs/hit-counter/broken.c <<'EOF'
#include <lab/lab.h>
struct page {
  long hits;
};
static void hit(struct page *page) { page->hits = page->hits + 1; }
static void audit(const struct page *page, struct lab_audit *audit) { lab_expect_total(audit, page->hits); }
LAB_VARIANT(struct page, .title = "hits of a page, unprotected", .actor = hit, .audit = audit, .ops = 1000,
            .expect = {.native = LAB_LOSES_UPDATES, .tsan = LAB_DATA_RACE, .explore = LAB_LOSES_UPDATES});
EOF
sed -e 's/long hits/_Atomic long hits/; s/page->hits = page->hits + 1/page->hits += 1/; s/unprotected/atomic/' \
  -e 's/LAB_LOSES_UPDATES/LAB_HOLDS/g; s/LAB_DATA_RACE/LAB_HOLDS/' labs/hit-counter/broken.c >labs/hit-counter/fixed-atomic.c
# The compiler is whatever such a project finds; lab's own clang where the machine has no cc.
if ! command -v cc gcc clang >/dev/null; then
  CC=$(sed -n 's/^LAB_CLANG:.*=//p' "$cache")
  export CC
fi
quiet cmake -B build -G Ninja -DCMAKE_PREFIX_PATH="$prefix"
quiet cmake --build build
cd "$work/elsewhere"
lab=$work/project/build/lab
shows hit-counter "$lab" list
shows counter-race "$lab" list
shows '_Atomic long hits' "$lab" show hit-counter/fixed-atomic
shows 'broken\.c:5' "$lab" run hit-counter --iterations 200
shows '^lost 1' "$lab" explore hit-counter
shows '^Proved' "$lab" explore hit-counter/fixed-atomic
shows '^ok  *hit-counter/broken' "$lab" check "$work/project/labs/hit-counter/broken.c"
shows counter-race "$prefix/bin/lab" list
if "$prefix/bin/lab" list | grep -q hit-counter; then
  failed "without its wrapper, the project's lab is known"
fi

# A new folder is found by the next build.
mkdir "$work/project/labs/second"
cp "$work/project/labs/hit-counter/fixed-atomic.c" "$work/project/labs/second/fixed.c"
quiet cmake --build "$work/project/build"
shows second "$lab" list
