/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <stdatomic.h>

struct tally {
  _Alignas(64) unsigned long below;
};

struct server {
  _Alignas(64) long limit;
  _Alignas(64) atomic_long passed;
  _Alignas(64) struct tally tally[];
};

static void setup(struct server *s) { s->limit = 100; }

static void work(struct server *s) {
  if (lab_self() == 0)
    atomic_fetch_add(&s->passed, 1);
  else
    s->tally[lab_self()].below += 50 < s->limit;
}
