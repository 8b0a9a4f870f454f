#!/bin/bash
# SPDX-License-Identifier: MIT
# Every exercise whose actors are threads can be graded: as it was handed out it keeps the rules, compiles, and is no
# solution but where it is right from the beginning and only dear; and solutions of some labs pass.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rm -f "$canary"
for exercise in "$LAB_SOURCE"/labs/*/exercise.c; do
  lab=$(basename "$(dirname "$exercise")")
  "$LAB" grade "$lab" "$exercise" --format json >"$out" 2>"$err"
  code=$?
  ran="lab grade $lab, as handed out"
  if [ "$code" -eq 77 ]; then
    says "cannot be graded: its actors are (processes|timed|tasks)"
    continue
  fi
  case $lab in
  false-sharing) [ "$code" -eq 0 ] || complain "$ran: exit code $code" ;;
  *) [ "$code" -eq 1 ] || complain "$ran: exit code $code" ;;
  esac
  prints_not '"mistake": "(rules|compile|file|tampering|error)"'
done

# passes LAB: the submission solution.c.
passes() {
  expect 0 grade "$1" solution.c
  prints '^solution.c: PASS'
}
sed 's/  if (s->shoes < 2)/  while (s->shoes < 2)/' "$LAB_SOURCE/labs/lost-wakeup/exercise.c" >solution.c
passes lost-wakeup
sed 's/  mine->wrong += .*/&\n  pthread_barrier_wait(\&t->barrier);/' "$LAB_SOURCE/labs/barrier/exercise.c" >solution.c
passes barrier
sed 's/memory_order_relaxed/memory_order_seq_cst/' "$LAB_SOURCE/labs/store-buffering/exercise.c" >solution.c
passes store-buffering
sed 's/#include <lab.lab.h>/&\n#include <pthread.h>/; s/^struct clock {/&\n  pthread_mutex_t lock;/
  s/^static void tick.*/static void setup(struct clock *c) { pthread_mutex_init(\&c->lock, NULL); }\n\n&\n  pthread_mutex_lock(\&c->lock);/
  s/^  look(c);/&\n  pthread_mutex_unlock(\&c->lock);/; s/\.actor = tick,/& .setup = setup,/' \
  "$LAB_SOURCE/labs/seqlock/exercise.c" >solution.c
passes seqlock
awk '/^static void enter/ {
    print "static void enter(struct room *r) {\n  unsigned nobody = 0;"
    print "  while (!atomic_compare_exchange_weak(&r->owner, &nobody, lab_self() + 1)) {"
    print "    nobody = 0;\n    ck_pr_stall();\n  }\n}"
    skip = 1
  }
  !skip { print } /^}/ { skip = 0 }' "$LAB_SOURCE/labs/homemade-lock/exercise.c" >solution.c
passes homemade-lock

# Without what observes it, everything would hold.
sed '/  mine->wrong += /d' "$LAB_SOURCE/labs/barrier/exercise.c" >solution.c
expect 1 grade barrier solution.c
prints 'it observes what happens'
finish
