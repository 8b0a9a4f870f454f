/* SPDX-License-Identifier: MIT */
/*
 * Peterson's lock, with release stores and acquire loads.
 *
 * Two actors share a room and enter it one at a time, a hundred times each.  Who wants to enter says so and gives the
 * other one the turn; it waits while the other wants to enter too and has the turn.  More than two actors go to more
 * rooms, two to a room.  Inside they count their visits.
 *
 * Question: release and acquire are what a mutex is made of.  Why are they not enough here?
 *
 * Run: lab run homemade-lock/broken-peterson
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
  atomic_store_explicit(&r->wants[me], true, memory_order_release);
  atomic_store_explicit(&r->turn, 1 - me, memory_order_release);
  while (atomic_load_explicit(&r->wants[1 - me], memory_order_acquire) &&
         atomic_load_explicit(&r->turn, memory_order_acquire) != me)
    ck_pr_stall();
}

static void leave(struct room *r, unsigned me) { atomic_store_explicit(&r->wants[me], false, memory_order_release); }

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

LAB_VARIANT(struct house, .title = "Peterson's, with acquire and release", .actor = visit, .setup = setup,
            .audit = audit, .per_actor = sizeof(struct room), .ops = 100,
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_HOLDS,
                       .explore = LAB_LOSES_UPDATES "|" LAB_HOLDS,
                       .why = "ThreadSanitizer's own bookkeeping keeps the stores from waiting in the store buffer, so "
                              "the damage does not happen under it; an explorer of interleavings finds it only if it "
                              "has store buffers too; native on one CPU: a CPU sees its own stores in order"});

/*
 * Afterword: both actors can be inside at once, on x86 too.  A CPU does not write to its cache at once; a store waits
 * in its store buffer for a while, and loads that come later in the program overtake it.  Each actor has stored that it
 * wants to enter, looks at the other one's flag, and finds false, because the other store is still in its buffer.
 *
 * Release and acquire do not forbid it.  A release store keeps what comes before it before it; an acquire load keeps
 * what comes after it after it.  A load may still overtake an earlier store to another place, and on x86 it is the only
 * reordering there is.  The lab store-buffering shows it on its own.
 *
 * ThreadSanitizer is silent.  It executes the atomics with locks of its own around them, which empty the store buffer,
 * so what happens natively does not happen there.  And where an actor enters because it has seen the other one leave,
 * release and acquire order their visits.
 *
 * Peterson proved his lock right for a memory in which every store is seen at once by all.  To get that in C:
 * memory_order_seq_cst (fixed-peterson), or fences (fixed-peterson-fence).
 */
