/* SPDX-License-Identifier: MIT */
/*
 * Greetings, a thread each.
 *
 * Each of five actors says hello, waits for a unit of time, and says goodbye.  When all is done the log should have two
 * lines of each actor, its hello before its goodbye.
 *
 * Question: does the log have to be protected, where everybody waits most of the time?
 *
 * Run: lab run greetings/threads
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
    pthread_join(threads[i], NULL);
}

static void audit(const struct greetings *g, struct lab_audit *audit) {
  bool here[LAB_ACTORS_MAX] = {false};
  for (unsigned i = 0; i < g->n; i++) {
    lab_count(audit, LAB_OUT_OF_ORDER, here[g->log[i].actor] != (g->log[i].word == GOODBYE));
    here[g->log[i].actor] = g->log[i].word == HELLO;
  }
  lab_expect_total(audit, g->n);
}

LAB_VARIANT(struct greetings, .title = "a thread each, joined", .work = run, .setup = setup, .audit = audit, .ops = 2,
            .threads = 5, .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: yes.  Threads that have waited equally long wake at the same time, and that is when they write.  n++ and
 * the line that goes with it are two steps, so the lock is around both.  How rarely it would go wrong without it is no
 * argument: ThreadSanitizer would report it at the first try.
 *
 * One unit in all, as all wait at the same time.  The order of the five hellos is mostly that in which the threads were
 * made, that of the goodbyes can be any: nothing in the program says otherwise.
 */
