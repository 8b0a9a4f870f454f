/* SPDX-License-Identifier: MIT */
// expect: PASS 100
#include <lab/ck.h>
#include <stdatomic.h>

struct room {
  atomic_uint owner;
  long visits;
};

static void enter(struct room *r) {
  unsigned nobody = 0;
  while (!atomic_compare_exchange_weak(&r->owner, &nobody, lab_self() + 1)) {
    nobody = 0;
    ck_pr_stall();
  }
}

static void leave(struct room *r) { atomic_store(&r->owner, 0); }

static void visit(struct room *r) {
  enter(r);
  r->visits = r->visits + 1;
  leave(r);
}
