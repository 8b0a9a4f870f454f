/* SPDX-License-Identifier: MIT */
/*
 * A lock made at home, of relaxed operations and fences.
 *
 * Actors enter a room one at a time, a hundred times each: whoever finds the door open closes it behind itself, and
 * opens it again when it leaves.  Inside they count their visits.  When all of them are done there should have been a
 * hundred visits for each.
 *
 * Question: it is right.  Why does ThreadSanitizer report it?
 *
 * Run: lab run homemade-lock/fixed-fences
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

struct room {
  atomic_bool closed; /* somebody is inside */
  long visits;        /* touched by whoever is inside */
};

static void enter(struct room *r) {
  while (atomic_exchange_explicit(&r->closed, true, memory_order_relaxed))
    ck_pr_stall();                           /* a loop that waits: tells the CPU so, and gives it up now and then */
  atomic_thread_fence(memory_order_acquire); /* what follows is not done before we are in */
}

static void leave(struct room *r) {
  atomic_thread_fence(memory_order_release); /* what came before is done before we are out */
  atomic_store_explicit(&r->closed, false, memory_order_relaxed);
}

static void visit(struct room *r) {
  enter(r);
  r->visits = r->visits + 1;
  leave(r);
}

static void audit(const struct room *r, struct lab_audit *audit) { lab_expect_total(audit, r->visits); }

LAB_VARIANT(struct room, .title = "relaxed operations and fences", .actor = visit, .audit = audit, .ops = 100,
            .watch = {LAB_WATCH(struct room, visits)},
            .expect = {
                .native = LAB_HOLDS,
                .tsan = LAB_DATA_RACE,
                .explore = LAB_HOLDS,
                .why = "a false alarm: ThreadSanitizer does not know atomic_thread_fence, so it sees broken-relaxed"});

/*
 * Afterword: the fences do what broken-relaxed leaves out.  A release fence before a store and an acquire fence after
 * the exchange that saw it order the visits (C11 7.17.4): the program has no data race.
 *
 * ThreadSanitizer reports one.  It follows the orders of atomic operations and ignores fences, so to it this is
 * broken-relaxed.  (GCC warns of that when it compiles for ThreadSanitizer: -Wtsan.)  The report is false, and there is
 * no way to tell it from the true one of broken-relaxed but to think.
 *
 * On x86 neither fence is an instruction; they only bind the compiler.
 *
 * Where a program is to be checked by ThreadSanitizer, put the order into the operation: acquire in the exchange,
 * release in the store.  It is shorter too.  Fences have their use where one of them serves several operations, or
 * where an order is needed that no single operation gives: fixed-peterson-fence.
 */
