/* SPDX-License-Identifier: MIT */
// expect: INCONCLUSIVE explore
/* Right where actors are scheduled fairly; who takes and puts back by turns can do so for ever, so it has no end. */
#include <sched.h>
#include <stdatomic.h>

#define SEATS 3

struct fork {
  atomic_bool taken;
  long meals;
};

struct table {
  struct fork fork[SEATS];
};

static void eat(struct table *t) {
  struct fork *left = &t->fork[lab_self() % SEATS], *right = &t->fork[(lab_self() + 1) % SEATS];
  for (;;) {
    while (atomic_exchange(&left->taken, true))
      sched_yield();
    if (!atomic_exchange(&right->taken, true))
      break;
    left->taken = false; /* both or none */
    sched_yield();
  }
  left->meals += 1;
  right->meals += 1;
  right->taken = false;
  left->taken = false;
}
