/* SPDX-License-Identifier: MIT */
/*
 * The tree barrier of Concurrency Kit.
 *
 * Actors work in steps.  In each step everybody writes its cell, waits for all the others, and then reads the cell of
 * its neighbour, which must be of the same step.  (A step writes to one half of the cells and the next step to the
 * other, so that nobody overwrites what a neighbour is still reading.)  Two steps make an iteration.
 *
 * Question: with two actors it is slower than a counter.  What is it good for?
 *
 * Run: lab run barrier/fixed-ck-mcs
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdlib.h>

struct seat {
  long step;                    /* of its actor */
  long cell[2];                 /* written by its actor, read by the neighbour */
  long wrong;                   /* times that the neighbour's cell was not of this step */
  ck_barrier_mcs_state_t place; /* in the tree */
};

struct table {
  ck_barrier_mcs_t *tree; /* a node per actor */
  struct seat seat[];     /* one per actor */
};

static void setup(struct table *t) {
  t->tree = aligned_alloc(64, (lab_actors() * sizeof *t->tree + 63) / 64 * 64);
  ck_barrier_mcs_init(t->tree, lab_actors());
}

static void begin(struct table *t) { ck_barrier_mcs_subscribe(t->tree, &t->seat[lab_self()].place); }

static void step(struct table *t) {
  struct seat *mine = &t->seat[lab_self()], *neighbour = &t->seat[(lab_self() + 1) % lab_actors()];
  mine->step += 1;
  mine->cell[mine->step % 2] = mine->step;
  ck_barrier_mcs(t->tree, &mine->place);
  mine->wrong += neighbour->cell[mine->step % 2] != mine->step;
}

static void audit(const struct table *t, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, (unsigned long)t->seat[i].wrong);
}

static void teardown(struct table *t) { free(t->tree); }

LAB_VARIANT(struct table, .title = "ck_barrier_mcs", .actor = step, .setup = setup, .begin = begin, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(struct seat), .ops = 2,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: each actor waits for up to four others below it in one tree and tells one above; then all are let go down
 * another tree, where each tells two.  Nobody reads a word that more than a few others touch.  With a counter, as many
 * actors as there are take the same cache line one after the other, and then all of them want it again.
 *
 * So it takes a number of steps that grows with the logarithm of the number of actors, and no atomic read-modify-write.
 * With a few actors a counter is as good.  The tree is by Mellor-Crummey and Scott, like the lock of their name.
 */
