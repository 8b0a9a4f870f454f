/* SPDX-License-Identifier: MIT */
// expect: FAIL *
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
  while (atomic_exchange(&left->taken, true))
    sched_yield();
  while (atomic_exchange(&right->taken, true))
    sched_yield();
  left->meals += 1;
  right->meals += 1;
  right->taken = false;
  left->taken = false;
}
