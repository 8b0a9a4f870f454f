/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <lab/ck.h>
#include <stdatomic.h>

struct room {
  atomic_uint owner;
  long visits;
};

static void enter(struct room *r) {
  const unsigned me = lab_self() + 1;
  do {
    while (atomic_load(&r->owner) != 0)
      ck_pr_stall();
    atomic_store(&r->owner, me);
  } while (atomic_load(&r->owner) != me || atomic_load(&r->owner) != me);
}

static void leave(struct room *r) { atomic_store(&r->owner, 0); }

static void visit(struct room *r) {
  enter(r);
  r->visits = r->visits + 1;
  leave(r);
}

