/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <lab/ck.h>
#include <stdatomic.h>

struct room {
  atomic_uint owner;
  long visits;
};

static void enter(struct room *r) {
  for (;;) {
    unsigned nobody = 0;
    if (atomic_load_explicit(&r->owner, memory_order_relaxed) == 0 &&
        atomic_compare_exchange_strong_explicit(&r->owner, &nobody, lab_self() + 1, memory_order_acquire,
                                                memory_order_relaxed))
      return;
    ck_pr_stall();
  }
}

static void leave(struct room *r) { atomic_store_explicit(&r->owner, 0, memory_order_release); }

static void visit(struct room *r) {
  enter(r);
  r->visits = r->visits + 1;
  leave(r);
}
