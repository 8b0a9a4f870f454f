/* SPDX-License-Identifier: MIT */
/*
 * Greetings, a thread each: yours to repair.
 *
 * Each of five actors says hello, waits for a unit of time, and says goodbye.  When all is done the log should have two
 * lines of each actor, its hello before its goodbye.
 *
 * Change run so that it takes one unit, as the sleeping does, and this still holds.  Leave the audit as strict as it
 * is.
 *
 * Question: the log is protected.  Why does this take five units?
 *
 * Run: lab run greetings/exercise
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <pthread.h>

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
  for (unsigned i = 0; i < lab_actors(); i++) {
    pthread_create(&threads[i], NULL, greet, &g->actors[i]);
    pthread_join(threads[i], NULL);
  }
}

static void audit(const struct greetings *g, struct lab_audit *audit) {
  bool here[LAB_ACTORS_MAX] = {false};
  for (unsigned i = 0; i < g->n; i++) {
    lab_count(audit, LAB_OUT_OF_ORDER, here[g->log[i].actor] != (g->log[i].word == GOODBYE));
    here[g->log[i].actor] = g->log[i].word == HELLO;
  }
  lab_expect_total(audit, g->n);
}

LAB_VARIANT(struct greetings, .title = "yours to repair", .work = run, .setup = setup, .audit = audit, .ops = 2,
            .threads = 5, .iterations = 20);

/*
 * Afterword: a hint, not the answer.  Look at the diagram: who is waiting while whom is being waited for?
 *
 * When it takes one unit, add a third line: when all have said goodbye, one actor, whichever is last, says that it was
 * the last.  Which lock do you need for that, and for how long do you hold it?
 */
