/* SPDX-License-Identifier: MIT */
/*
 * Peterson's lock, with release stores, acquire loads, and fences.
 *
 * Two actors share a room and enter it one at a time, a hundred times each.  Who wants to enter says so and gives the
 * other one the turn; it waits while the other wants to enter too and has the turn.  More than two actors go to more
 * rooms, two to a room.  Inside they count their visits.
 *
 * Question: which of the two fences does x86 need?
 *
 * Run: lab run homemade-lock/fixed-peterson-fence
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
  atomic_thread_fence(memory_order_seq_cst);
  atomic_store_explicit(&r->turn, 1 - me, memory_order_release);
  atomic_thread_fence(memory_order_seq_cst); /* our wish is seen before we look at the other one's */
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

LAB_VARIANT(struct house, .title = "Peterson's, with fences", .actor = visit, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct room), .ops = 100,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the second.  It waits until the store buffer is empty: before an actor looks at the other one's flag, its
 * own wish and the turn are seen by all.  Then the actor that stored to turn last finds the other one's wish, and
 * waits.
 *
 * The first is for C11.  On x86 the two stores are seen in the order in which they were made, and the release keeps the
 * compiler from swapping them.  C11 promises this only to a reader that has read the second of them; here the other
 * actor overwrites it unread.  With a fence between them, the second fence of the actor that stores to turn last comes
 * after the first fence of the other, and that is enough to see its wish.  It costs an instruction on x86 that x86 does
 * not need.  An atomic_exchange to turn, which reads what it overwrites, would do in the place of both.
 *
 * ThreadSanitizer does not know fences.  It has nothing to report here all the same, because the visits are ordered by
 * the release stores and acquire loads; the fences add what those do not give.  Compare fixed-fences.
 *
 * Where x86 has one fence too many, ARM and POWER have none: the same source is right there.
 */
