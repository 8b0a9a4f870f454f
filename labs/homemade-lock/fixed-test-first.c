/* SPDX-License-Identifier: MIT */
/*
 * A lock made at home: wait until the door is open, then try to close it, in one step.
 *
 * Actors enter a room one at a time, a hundred times each: whoever finds the door open closes it behind itself, and
 * opens it again when it leaves.  Inside they count their visits.  When all of them are done there should have been a
 * hundred visits for each.
 *
 * Question: this one tests first, like broken.  Why is it right, and what is the test good for?
 *
 * Run: lab run homemade-lock/fixed-test-first
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

struct room {
  atomic_bool closed; /* somebody is inside */
  long visits;        /* touched by whoever is inside */
};

static void enter(struct room *r) {
  do {
    while (atomic_load(&r->closed))
      ck_pr_stall(); /* a loop that waits: tells the CPU so, and gives it up now and then */
  } while (atomic_exchange(&r->closed, true));
}

static void leave(struct room *r) { atomic_store(&r->closed, false); }

static void visit(struct room *r) {
  enter(r);
  r->visits = r->visits + 1;
  leave(r);
}

static void audit(const struct room *r, struct lab_audit *audit) { lab_expect_total(audit, r->visits); }

LAB_VARIANT(struct room, .title = "test, then test and set", .actor = visit, .audit = audit, .ops = 100,
            .watch = {LAB_WATCH(struct room, visits)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the exchange alone decides who gets in.  The test before it decides nothing; it only keeps an actor from
 * trying while it is hopeless.
 *
 * It is there for speed.  To read, each waiting CPU keeps a copy of the cache line and asks nobody.  To exchange, it
 * must have the line to itself, and takes it from the others and from the one inside, who needs it to open the door.
 * With two actors that hardly shows.  With many it decides how long it takes to leave.
 *
 * Known as test and test-and-set; ck_spinlock_fas_lock of Concurrency Kit waits like this.
 */
