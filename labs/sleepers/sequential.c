/* SPDX-License-Identifier: MIT */
/*
 * Sleepers, one after the other.
 *
 * Five sleepers: the first sleeps for one unit of time, the second for two, and so on.  When all of them have slept,
 * each should be awake.
 *
 * Question: how many units does it take until the last one is awake?
 *
 * Run: lab run sleepers/sequential
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>

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
  for (unsigned i = 0; i < s->n; i++)
    sleeper(&s->naps[i]);
}

static void audit(const struct sleepers *s, struct lab_audit *audit) {
  long awake = 0;
  for (unsigned i = 0; i < s->n; i++)
    awake += s->naps[i].over;
  lab_expect_total(audit, awake);
}

LAB_VARIANT(struct sleepers, .title = "one after the other", .work = run, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct nap), .threads = 5, .iterations = 10,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: 1 + 2 + 3 + 4 + 5 = 15 units.  Sleeping takes no CPU, so nothing but the order of the statements makes the
 * second sleeper wait for the first.  That is what the other variants change: threads, processes, event-loop.
 *
 * This is the program to compare with.  It is also the one that is easiest to read, to debug and to get right, so it
 * has to be beaten by something before it is worth replacing.
 */
