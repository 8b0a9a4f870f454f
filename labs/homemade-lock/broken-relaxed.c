/* SPDX-License-Identifier: MIT */
/*
 * A lock made at home: close the door and see whether it was open, in one step, with memory_order_relaxed.
 *
 * Actors enter a room one at a time, a hundred times each: whoever finds the door open closes it behind itself, and
 * opens it again when it leaves.  Inside they count their visits.  When all of them are done there should have been a
 * hundred visits for each.
 *
 * Question: only one actor at a time gets in.  Then what is missing?
 *
 * Run: lab run homemade-lock/broken-relaxed
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
    ck_pr_stall(); /* a loop that waits: tells the CPU so, and gives it up now and then */
}

static void leave(struct room *r) { atomic_store_explicit(&r->closed, false, memory_order_relaxed); }

static void visit(struct room *r) {
  enter(r);
  r->visits = r->visits + 1;
  leave(r);
}

static void audit(const struct room *r, struct lab_audit *audit) { lab_expect_total(audit, r->visits); }

LAB_VARIANT(struct room, .title = "exchange, but relaxed", .actor = visit, .audit = audit, .ops = 100,
            .watch = {LAB_WATCH(struct room, visits)},
            .expect = {.native = LAB_HOLDS "|" LAB_LOSES_UPDATES,
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_DATA_RACE "|" LAB_HOLDS,
                       .why = "native: x86 keeps the order of stores and an exchange is a full fence there, so only "
                              "the compiler could do harm, and this one does not; an explorer of interleavings without "
                              "weaker orders than x86 has finds no harm either"});

/*
 * Afterword: a lock has two duties.  One is to exclude, and the exchange does that whatever its order.  The other is to
 * hand over: what was done inside must be seen by whoever enters next.  Relaxed operations hand over nothing.
 *
 * In C11 the visits are therefore a data race, although no two actors are ever inside together, and ThreadSanitizer
 * reports it every time.  It is right.  The compiler may move the count of the visit below the store that opens the
 * door, and an ARM CPU may make the stores visible in that order.
 *
 * Here nothing is lost.  On x86 an exchange is a full fence and stores are seen in the order in which they were made,
 * and the compiler had no reason to move anything.  That is the machine's doing, not the program's: the next compiler
 * or the next machine owes us nothing.  It is the opposite of broken-peterson, where ThreadSanitizer is silent and the
 * damage is real.
 *
 * The fix: acquire to enter, release to leave, or leave out the orders and get the strongest (fixed-exchange).
 */
