/* SPDX-License-Identifier: MIT */
/*
 * A lock made at home: close the door and see whether it was open, in one step.
 *
 * Actors enter a room one at a time, a hundred times each: whoever finds the door open closes it behind itself, and
 * opens it again when it leaves.  Inside they count their visits.  When all of them are done there should have been a
 * hundred visits for each.
 *
 * Question: is it fair?  Who waits longest?
 *
 * Run: lab run homemade-lock/fixed-exchange
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

struct room {
  atomic_bool closed; /* somebody is inside */
  long visits;        /* touched by whoever is inside */
};

static void enter(struct room *r) {
  while (atomic_exchange(&r->closed, true))
    ck_pr_stall(); /* a loop that waits: tells the CPU so, and gives it up now and then */
}

static void leave(struct room *r) { atomic_store(&r->closed, false); }

static void visit(struct room *r) {
  enter(r);
  r->visits = r->visits + 1;
  leave(r);
}

static void audit(const struct room *r, struct lab_audit *audit) { lab_expect_total(audit, r->visits); }

LAB_VARIANT(struct room, .title = "test and set in one step", .actor = visit, .audit = audit, .ops = 100,
            .watch = {LAB_WATCH(struct room, visits)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: atomic_exchange stores true and returns what was there before, and nobody can come between.  If it was
 * false, this actor has closed the door and is alone inside.  If it was true, storing true again has changed nothing.
 *
 * Leaving is a plain atomic store: only one actor is inside, so nobody else opens the door.  memory_order_acquire would
 * do for the exchange and memory_order_release for the store.  On x86 that makes the store much cheaper and leaves the
 * exchange as it is.
 *
 * It is the least that a lock needs, and little more than the least.  Each attempt of a waiting actor writes, so the
 * cache line travels between those who wait: fixed-test-first.  It is not fair: the actor that has just left is the
 * likeliest to get in again.  And who waits burns its CPU: with more actors than CPUs a mutex, which sleeps, is better.
 *
 * C11 has atomic_flag for this (atomic_flag_test_and_set, atomic_flag_clear).
 */
