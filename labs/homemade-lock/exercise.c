/* SPDX-License-Identifier: MIT */
/*
 * A lock made at home: write your name on the door, and see whether it is still there: yours to repair.
 *
 * Actors enter a room one at a time, a hundred times each.  Whoever finds no name on the door writes its own and looks
 * again: if it is still there, the room is its own.  Inside they count their visits.
 *
 * Change enter and leave so that no visit is missing.  Keep the name on the door: it says who is inside.  Leave the
 * audit as strict as it is.
 *
 * Question: how long may an actor take between writing its name and reading it again, and who says so?
 *
 * Run: lab run homemade-lock/exercise
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>

struct room {
  atomic_uint owner; /* who is inside: its index + 1; 0 for nobody */
  long visits;       /* touched by whoever is inside */
};

static void enter(struct room *r) {
  const unsigned me = lab_self() + 1;
  do {
    while (atomic_load(&r->owner) != 0)
      ck_pr_stall(); /* a loop that waits: tells the CPU so, and gives it up now and then */
    atomic_store(&r->owner, me);
  } while (atomic_load(&r->owner) != me);
}

static void leave(struct room *r) { atomic_store(&r->owner, 0); }

static void visit(struct room *r) {
  enter(r);
  r->visits = r->visits + 1;
  leave(r);
}

static void audit(const struct room *r, struct lab_audit *audit) { lab_expect_total(audit, r->visits); }

LAB_VARIANT(struct room, .title = "yours to repair", .actor = visit, .audit = audit, .ops = 100,
            .watch = {LAB_WATCH(struct room, visits)});

/*
 * Afterword: a hint, not the answer.  The second look finds out that somebody else has written since.  Does it find out
 * that somebody else will?
 *
 * With a known bound on the time between test and write, and a longer wait before the second look, this is Fischer's
 * lock. No operating system of the usual kind gives such a bound.
 *
 * You are done when native, tsan and a run with more actors (--threads 4) all hold.  That they hold proves little: say
 * why nobody can write a name over another one's in your version.
 */
