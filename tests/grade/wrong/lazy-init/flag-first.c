/* SPDX-License-Identifier: MIT */
// expect: FAIL data-race
// table: s/, \.watch = .*/);/
#include <stdatomic.h>

#define ENTRIES 16

struct actor {
  unsigned long lookups, fills, wrong;
};

struct table {
  atomic_flag filling;
  unsigned long square[ENTRIES];
  struct actor actor[];
};

static void look_up(struct table *t) {
  struct actor *me = &t->actor[lab_self()];
  if (!atomic_flag_test_and_set(&t->filling)) { /* one fills; the others do not wait */
    me->fills++;
    for (unsigned i = 0; i < ENTRIES; i++)
      t->square[i] = i * i;
  }
  unsigned long i = me->lookups++ % ENTRIES;
  me->wrong += t->square[i] != i * i;
}
