/* SPDX-License-Identifier: MIT */
/*
 * Greetings, a thread each, and nobody waits for them.
 *
 * Each of five actors says hello, waits for a unit of time, and says goodbye.  When all is done the log should have two
 * lines of each actor, its hello before its goodbye.
 *
 * Question: how many lines are in the log when it is read?
 *
 * Run: lab run greetings/broken-unjoined
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <pthread.h>
#include <stdlib.h>

enum word { HELLO = 1, GOODBYE };

struct line {
  unsigned actor;
  enum word word;
};

struct actor {
  unsigned index;
  struct greetings *greetings;
};

struct greetings {
  pthread_mutex_t lock; /* held by whoever writes to the log */
  struct actor actors[LAB_ACTORS_MAX];
  unsigned n; /* lines in the log */
  struct line log[2 * LAB_ACTORS_MAX];
};

static void setup(struct greetings *g) {
  pthread_mutex_init(&g->lock, NULL);
  for (unsigned i = 0; i < lab_actors(); i++)
    g->actors[i] = (struct actor){i, g};
}

static void say(struct greetings *g, unsigned actor, enum word word) {
  pthread_mutex_lock(&g->lock);
  g->log[g->n++] = (struct line){actor, word};
  pthread_mutex_unlock(&g->lock);
}

static void *greet(void *argument) {
  struct actor *self = argument;
  lab_lane("actor", self->index);
  say(self->greetings, self->index, HELLO);
  lab_sleep_units(1);
  say(self->greetings, self->index, GOODBYE);
  return NULL;
}

static void run(struct greetings *g) {
  pthread_t threads[LAB_ACTORS_MAX];
  for (unsigned i = 0; i < lab_actors(); i++)
    if (pthread_create(&threads[i], NULL, greet, &g->actors[i]) != 0)
      abort();
  for (unsigned i = 0; i < lab_actors(); i++)
    pthread_detach(threads[i]);
}

static void audit(const struct greetings *g, struct lab_audit *audit) {
  bool here[LAB_ACTORS_MAX] = {false};
  for (unsigned i = 0; i < g->n; i++) {
    lab_count(audit, LAB_OUT_OF_ORDER, here[g->log[i].actor] != (g->log[i].word == GOODBYE));
    here[g->log[i].actor] = g->log[i].word == HELLO;
  }
  lab_expect_total(audit, g->n);
}

LAB_VARIANT(struct greetings, .title = "a thread each, not waited for", .work = run, .setup = setup, .audit = audit,
            .ops = 2, .threads = 5, .iterations = 20,
            .expect = {.native = LAB_LOSES_UPDATES, .tsan = LAB_DATA_RACE "|" LAB_LOSES_UPDATES});

/*
 * Afterword: some hellos, whoever was quick, and no goodbye.  It is the fastest variant, and it has measured how long
 * it takes to make five threads.
 *
 * The lock is there, but the one who reads the log at the end does not hold it, and would gain nothing by that: what is
 * missing has not been said yet.  A lock keeps others out; it does not wait for them to have been.  The fix: threads.
 */
