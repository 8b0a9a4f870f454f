/* SPDX-License-Identifier: MIT */
// expect: PASS 90
// table: s/\.watch = .*/.watch = {LAB_WATCH(struct table, stage)});/
#include <lab/ck.h>
#include <stdatomic.h>

#define ENTRIES 16

struct actor {
  unsigned long lookups, fills, wrong;
};

struct table {
  atomic_int stage; /* 0: empty, 1: being filled, 2: filled */
  unsigned long square[ENTRIES];
  struct actor actor[];
};

static void look_up(struct table *t) {
  struct actor *me = &t->actor[lab_self()];
  int empty = 0;
  if (atomic_compare_exchange_strong(&t->stage, &empty, 1)) {
    me->fills++;
    for (unsigned i = 0; i < ENTRIES; i++)
      t->square[i] = i * i;
    atomic_store(&t->stage, 2);
  }
  while (atomic_load(&t->stage) != 2)
    ck_pr_stall();
  unsigned long i = me->lookups++ % ENTRIES;
  me->wrong += t->square[i] != i * i;
}
