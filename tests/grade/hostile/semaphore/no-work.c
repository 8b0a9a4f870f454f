/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
#include <lab/ck.h>
#include <stdatomic.h>

#define CONNECTIONS 2

struct pool {
  atomic_int free;
  atomic_int working;
  atomic_long too_many;
  atomic_long done;
};

static void setup(struct pool *p) { p->free = CONNECTIONS; }

static void work(struct pool *p, int needed) {
  int working = atomic_fetch_add_explicit(&p->working, needed, memory_order_relaxed) + needed;
  if (working > CONNECTIONS)
    atomic_fetch_add_explicit(&p->too_many, 1, memory_order_relaxed);
  ck_pr_stall(); /* waits for an answer, and now and then gives up the CPU meanwhile */
  atomic_fetch_sub_explicit(&p->working, needed, memory_order_relaxed);
  atomic_fetch_add_explicit(&p->done, 1, memory_order_relaxed);
}

static void use(struct pool *p) {
  if (lab_actors() > 64)
    work(p, 1);
}
