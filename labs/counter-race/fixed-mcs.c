/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, under an MCS lock.
 *
 * Actors share one counter.  Each of them adds one to it, a thousand times.  When all of them are done the counter
 * should have gone up by a thousand for each.
 *
 * Question: each actor waits at a word of its own here, not at a shared one.  What does that save, and from how many
 * actors on?
 *
 * Run: lab run counter-race/fixed-mcs
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct counter {
  long x;
  ck_spinlock_mcs_t lock; /* last in the queue of those who hold or want x; NULL: nobody */
};

static void setup(struct counter *c) { ck_spinlock_mcs_init(&c->lock); }

static void increment(struct counter *c) {
  ck_spinlock_mcs_context_t me; /* this actor's place in the queue */
  ck_spinlock_mcs_lock(&c->lock, &me);
  c->x = c->x + 1;
  ck_spinlock_mcs_unlock(&c->lock, &me);
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "x = x + 1 under an MCS lock", .actor = increment, .setup = setup, .audit = audit,
            .ops = 1000, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the lock is a queue.  To lock, an actor swaps itself in as the last one, tells the one before it, and
 * waits at a flag in its own place.  To unlock, it clears the flag of the one behind it.
 *
 * The place may live on the actor's stack, because it is in use only from lock to unlock.
 *
 * With a ticket lock every unlock changes a word that all of the waiting actors are reading, so a turn costs more the
 * more of them wait.  Here it changes a word that exactly one is reading.  With two actors there is nobody to spare
 * and the longer way through the queue is all that shows; with many CPUs the MCS lock wins.
 *
 * Like every fair lock it suffers when there are more actors than CPUs: see fixed-ticket.
 *
 * It is named after Mellor-Crummey and Scott, who published it in 1991.
 */
