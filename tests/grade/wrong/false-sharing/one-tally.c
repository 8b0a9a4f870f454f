/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <stdatomic.h>

struct tally {
  unsigned long below;
};

struct server {
  _Alignas(64) long limit;
  _Alignas(64) atomic_long passed;
  struct tally tally[];
};

static void setup(struct server *s) { s->limit = 100; }

static void work(struct server *s) {
  s->limit = 100; /* in case somebody has changed it */
  if (lab_self() == 0)
    atomic_fetch_add(&s->passed, 1);
  else
    s->tally[lab_self()].below += 50 < s->limit;
}
