/* SPDX-License-Identifier: MIT */
// expect: FAIL duplicated
#define ENTRIES 16

struct actor {
  unsigned long lookups, fills, wrong;
};

struct table {
  bool filled;
  unsigned long square[ENTRIES];
  struct actor actor[];
};

static void look_up(struct table *t) {
  struct actor *me = &t->actor[lab_self()];
  if (!t->filled) {
    me->fills++;
    for (unsigned i = 0; i < ENTRIES; i++)
      t->square[i] = i * i;
    t->filled = true;
  }
  unsigned long i = me->lookups++ % ENTRIES;
  me->wrong += t->square[i] != i * i;
}
