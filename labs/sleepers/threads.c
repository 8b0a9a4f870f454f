/* SPDX-License-Identifier: MIT */
/*
 * Sleepers, a thread each.
 *
 * Five sleepers: the first sleeps for one unit of time, the second for two, and so on.  When all of them have slept,
 * each should be awake.
 *
 * Question: how much longer than the longest sleep does all of it take?
 *
 * Run: lab run sleepers/threads
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <pthread.h>
#include <stdlib.h>

struct nap {
  unsigned units; /* to sleep */
  bool over;
};

struct sleepers {
  unsigned n;
  struct nap naps[];
};

static void setup(struct sleepers *s) {
  s->n = lab_actors();
  for (unsigned i = 0; i < s->n; i++)
    s->naps[i].units = i + 1;
}

static void *sleeper(void *argument) {
  struct nap *nap = argument;
  lab_lane("sleeper", nap->units - 1);
  lab_sleep_units(nap->units);
  nap->over = true;
  return NULL;
}

static void run(struct sleepers *s) {
  pthread_t threads[LAB_ACTORS_MAX];
  for (unsigned i = 0; i < s->n; i++)
    if (pthread_create(&threads[i], NULL, sleeper, &s->naps[i]) != 0)
      abort();
  for (unsigned i = 0; i < s->n; i++)
    pthread_join(threads[i], NULL);
}

static void audit(const struct sleepers *s, struct lab_audit *audit) {
  long awake = 0;
  for (unsigned i = 0; i < s->n; i++)
    awake += s->naps[i].over;
  lab_expect_total(audit, awake);
}

LAB_VARIANT(struct sleepers, .title = "a thread each, joined", .work = run, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct nap), .threads = 5, .iterations = 10,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: five units, as long as the longest sleep, and some ten microseconds for each thread that is made.  The
 * number of CPUs does not matter: a sleeping thread has none.
 *
 * pthread_join waits until the thread has returned, and what the thread has written is then seen by the one that
 * joined.  Without it neither would hold: see broken-unjoined.
 *
 * The threads are joined in the order in which they were made.  It does not matter which ends first: joining one that
 * is done already returns at once, so the loop as a whole waits for the slowest.
 */
