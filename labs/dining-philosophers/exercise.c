/* SPDX-License-Identifier: MIT */
/*
 * Each philosopher looks whether both forks are there, and takes them: yours to repair.
 *
 * Three philosophers sit round a table with a fork between each two of them.  To eat, one needs the fork on the left
 * and the fork on the right, and then puts both back.  Each eats a hundred times.
 *
 * Change the state, setup and eat so that no meal is missing and nobody waits for ever.  Leave the audit as strict as
 * it is.
 *
 * Question: how many forks can one philosopher take in one step?
 *
 * Run: lab run dining-philosophers/exercise
 */
#include <lab/lab.h>
#include <sched.h>
#include <stdatomic.h>

#define SEATS 3 /* and as many forks */

struct fork {
  atomic_bool taken;
  long meals; /* how often somebody has eaten with it */
};

struct table {
  struct fork fork[SEATS];
};

static void eat(struct table *t) {
  struct fork *left = &t->fork[lab_self() % SEATS], *right = &t->fork[(lab_self() + 1) % SEATS];
  while (left->taken || right->taken)
    sched_yield();
  left->taken = true;
  right->taken = true;
  left->meals += 1;
  right->meals += 1;
  right->taken = false;
  left->taken = false;
}

static void audit(const struct table *t, struct lab_audit *audit) {
  long used = 0;
  for (int i = 0; i < SEATS; i++)
    used += t->fork[i].meals;
  lab_expect_total(audit, used / 2); /* two forks per meal */
}

LAB_VARIANT(struct table, .title = "yours to repair", .actor = eat, .audit = audit, .ops = 100, .threads = SEATS);

/*
 * Afterword: a hint, not the answer.  Between the look and the taking somebody else may look.  With an exchange you can
 * take one fork in one step; then think of what to do when the other one is not there, and of the ways in the other
 * variants.
 *
 * You are done when native, tsan and runs with more and with fewer actors (--threads 5, --threads 2) all hold.  Say
 * which of the four conditions of a deadlock your version lacks.
 */
