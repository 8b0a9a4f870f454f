/* SPDX-License-Identifier: MIT */
/*
 * Sleepers, a thread each, and nobody waits for them.
 *
 * Five sleepers: the first sleeps for one unit of time, the second for two, and so on.  When all of them have slept,
 * each should be awake.
 *
 * Question: how long does this take, and who is awake at the end?
 *
 * Run: lab run sleepers/broken-unjoined
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
    pthread_detach(threads[i]);
}

static void audit(const struct sleepers *s, struct lab_audit *audit) {
  long awake = 0;
  for (unsigned i = 0; i < s->n; i++)
    awake += s->naps[i].over;
  lab_expect_total(audit, awake);
}

LAB_VARIANT(struct sleepers, .title = "a thread each, not waited for", .work = run, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct nap), .threads = 5, .iterations = 10,
            .expect = {.native = LAB_LOSES_UPDATES, .tsan = LAB_DATA_RACE "|" LAB_LOSES_UPDATES});

/*
 * Afterword: a fraction of a millisecond, and nobody.  This is the fastest variant of all, because what it takes the
 * time of is making threads.  The timer is stopped, and the result is read, before the first sleeper has turned over.
 *
 * pthread_detach says that nobody will ever join the thread: the system may clear it away when it ends.  It is what one
 * writes to be rid of a leak of unjoined threads, and it makes the error final: from here on there is no way to wait.
 *
 * In a program that then returns from main there would not even be somebody to be late: exit ends all threads.  Here
 * the harness waits for those that are left before it goes on, so the diagram shows them sleeping behind the end.
 *
 * ThreadSanitizer reports that over is read while a thread is still going to write it.  The fix: threads.
 */
