/* SPDX-License-Identifier: MIT */
// expect: FAIL observed
#include <stdatomic.h>

struct room {
  atomic_int left_wants, right_wants;
  int entered[];
};

static void left(struct room *r) {
  atomic_store_explicit(&r->left_wants, 1, memory_order_release);
  if (!atomic_load_explicit(&r->right_wants, memory_order_acquire))
    r->entered[lab_self()] = 1;
}

static void right(struct room *r) {
  atomic_store_explicit(&r->right_wants, 1, memory_order_release);
  if (!atomic_load_explicit(&r->left_wants, memory_order_acquire))
    r->entered[lab_self()] = 1;
}
