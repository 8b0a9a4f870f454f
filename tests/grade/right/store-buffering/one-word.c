/* SPDX-License-Identifier: MIT */
// expect: PASS 100
// table: s/\.watch = .*right_wants)},/.watch = {LAB_WATCH(struct room, wants)},/
#include <stdatomic.h>

struct room {
  atomic_int wants; /* 1: left, 2: right */
  int entered[];
};

static void left(struct room *r) {
  if (!(atomic_fetch_or_explicit(&r->wants, 1, memory_order_relaxed) & 2))
    r->entered[lab_self()] = 1;
}

static void right(struct room *r) {
  if (!(atomic_fetch_or_explicit(&r->wants, 2, memory_order_relaxed) & 1))
    r->entered[lab_self()] = 1;
}
