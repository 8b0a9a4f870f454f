#!/bin/bash
# SPDX-License-Identifier: MIT
# helgrind and DRD: a race is reported in every iteration, with its lines, and a mutex never; both take the inline
# assembly of a spinlock for a race; helgrind alone looks at the order of locks.
#
# Both judge by what is ordered before what, whatever the actors' turns.  A lock order that ends in a deadlock is the one
# thing that is luck: valgrind would have to switch between two calls, and switches every 100,000 blocks.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"

ran="lab run without valgrind"
PATH= "$LAB" run counter-race/broken --engine helgrind --iterations 2 >"$out" 2>"$err"
code=$?
[ $code = 77 ] || complain "without valgrind: exit code $code, not 77"
prints 'valgrind is not installed'

if ! command -v valgrind >/dev/null || ! [ -x "${LAB%/bin/lab}/libexec/lab/lab-valgrind" ]; then
  [ $failures = 0 ] || finish
  echo "valgrind is not installed, or lab was built without its headers"
  exit 77
fi

# reported TOOL VARIANT OPS: iterations of 10.
reported() {
  expect 0 run "$2" --engine "$1" --iterations 10 --ops "$3" --format csv
  awk -F, 'NR == 2 { print $15 }' "$out"
}

for tool in helgrind drd; do
  [ "$(reported $tool counter-race/broken 50)" = 10 ] || complain "$tool misses a race"
  [ "$(reported $tool counter-race/fixed-mutex 50)" = 0 ] || complain "$tool reports a mutex"
  [ "$(reported $tool counter-race/fixed-spinlock 50)" -gt 0 ] || complain "$tool understands inline assembly"
  expect 0 run counter-race/broken --engine $tool --iterations 10 --ops 50
  prints '^  1\. data-race in 10 of 10 iterations of broken'
  prints 'in increment, counter-race/broken\.c:[1-9]'
  prints '\| .*c->x = c->x \+ 1'
done
[ "$(reported helgrind lock-order/broken 1)" -ge 7 ] || complain "helgrind misses an order of locks"
prints lock-order
[ "$(reported drd lock-order/broken 1)" = 0 ] || complain "drd looks at the order of locks"

expect 0 compare-detectors counter-race/broken counter-race/fixed-mutex counter-race/fixed-spinlock --ops 50 \
  --iterations 10 --engine helgrind,drd,tsan --format csv
for tool in tsan helgrind drd; do
  prints "^counter-race,broken,broken,$tool,detected,data-race,10,"
  prints "^counter-race,fixed-mutex,fixed,$tool,silent,,10,0,"
done
for tool in helgrind drd; do prints "^counter-race,fixed-spinlock,fixed,$tool,false,data-race,10,"; done
prints '^counter-race,fixed-spinlock,fixed,tsan,silent,,10,0,'
finish
