/* SPDX-License-Identifier: MIT */
/*
 * Sleepers, a thread each: yours to repair.
 *
 * Five sleepers: the first sleeps for one unit of time, the second for two, and so on.  When all of them have slept,
 * each should be awake.
 *
 * Change the state and run so that this holds, in the time of the longest sleep.  Leave the audit as strict as it is.
 *
 * Question: whom does the loop at the end wait for?
 *
 * Run: lab run sleepers/exercise
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <pthread.h>

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
  pthread_t thread;
  for (unsigned i = s->n; i > 0; i--)
    pthread_create(&thread, NULL, sleeper, &s->naps[i - 1]);
  pthread_join(thread, NULL);
}

static void audit(const struct sleepers *s, struct lab_audit *audit) {
  long awake = 0;
  for (unsigned i = 0; i < s->n; i++)
    awake += s->naps[i].over;
  lab_expect_total(audit, awake);
}

LAB_VARIANT(struct sleepers, .title = "yours to repair", .work = run, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct nap), .threads = 5, .iterations = 10);

/*
 * Afterword: a hint, not the answer.  How many threads are made, and how many pthread_t are there to remember them by?
 * Had the sleepers been started in the other order, this would have looked right.
 *
 * When each sleeper is awake at the end, in the time of the longest sleep, make it so that the first two may run only
 * when the last one is awake, without making all of it sequential.
 */
