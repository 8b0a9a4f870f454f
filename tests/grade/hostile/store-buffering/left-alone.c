/* SPDX-License-Identifier: MIT */
// expect: FAIL unreached
#include <stdatomic.h>

struct room {
  atomic_int left_wants, right_wants;
  int entered[];
};

static void left(struct room *r) { r->entered[lab_self()] = 1; }

static void right(struct room *r) {
  atomic_store(&r->right_wants, 1);
  if (r->right_wants > 1)
    r->entered[lab_self()] = 1;
}
