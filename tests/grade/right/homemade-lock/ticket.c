/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/ck.h>
#include <stdatomic.h>

struct room {
  atomic_uint next, served;
  unsigned owner; /* the name on the door */
  long visits;
};

static void enter(struct room *r) {
  const unsigned mine = atomic_fetch_add(&r->next, 1);
  while (atomic_load(&r->served) != mine)
    ck_pr_stall();
  r->owner = lab_self() + 1;
}

static void leave(struct room *r) {
  r->owner = 0;
  atomic_store(&r->served, atomic_load(&r->served) + 1);
}

static void visit(struct room *r) {
  enter(r);
  r->visits = r->visits + 1;
  leave(r);
}
