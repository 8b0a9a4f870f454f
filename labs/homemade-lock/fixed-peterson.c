/* SPDX-License-Identifier: MIT */
/*
 * Peterson's lock.
 *
 * Two actors share a room and enter it one at a time, a hundred times each.  Who wants to enter says so and gives the
 * other one the turn; it waits while the other wants to enter too and has the turn.  More than two actors go to more
 * rooms, two to a room.  Inside they count their visits.
 *
 * Question: what do the plain stores and loads of _Atomic objects cost here that release and acquire do not?
 *
 * Run: lab run homemade-lock/fixed-peterson
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

struct room {
  atomic_bool wants[2]; /* is inside, or on its way */
  atomic_uint turn;     /* who goes first if both want */
  long visits;          /* touched by whoever is inside */
};

struct house {
  unsigned rooms;
  struct room room[]; /* actors 2 i and 2 i + 1 share room i */
};

static void setup(struct house *h) { h->rooms = (lab_actors() + 1) / 2; }

static void enter(struct room *r, unsigned me) {
  atomic_store(&r->wants[me], true);
  atomic_store(&r->turn, 1 - me);
  while (atomic_load(&r->wants[1 - me]) && atomic_load(&r->turn) != me)
    ck_pr_stall();
}

static void leave(struct room *r, unsigned me) { atomic_store(&r->wants[me], false); }

static void visit(struct house *h) {
  struct room *r = &h->room[lab_self() / 2];
  enter(r, lab_self() % 2);
  r->visits = r->visits + 1;
  leave(r, lab_self() % 2);
}

static void audit(const struct house *h, struct lab_audit *audit) {
  long visits = 0;
  for (unsigned i = 0; i < h->rooms; i++)
    visits += h->room[i].visits;
  lab_expect_total(audit, visits);
}

LAB_VARIANT(struct house, .title = "Peterson's", .actor = visit, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct room), .ops = 100,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: without a named order, atomic operations are memory_order_seq_cst: all of them, of all actors, have one
 * order that everybody agrees on, and in it each load sees the last store before it.  That is the memory Peterson
 * thought of.
 *
 * Suppose both are inside.  One of them stored to turn last, so when it asked, the turn was the other one's.  It must
 * have seen that the other does not want to enter.  But the other stored its wish before it stored to turn, and that
 * was before the last store to turn, and that was before the question.
 *
 * On x86 each of these stores becomes an xchg (or a mov and a fence), which waits until the store buffer is empty; a
 * release store is a plain mov.  The loads are plain either way.  That is the price, three times per visit.
 *
 * It is a lock for two, of loads and stores alone, which in 1981 was the point.  With atomic_exchange there is no
 * reason to use it: fixed-exchange is shorter, is for any number of actors, and costs one such instruction less.
 */
