/* SPDX-License-Identifier: MIT */
/*
 * Start a thread for each number, hand it the number: yours to repair.
 *
 * An actor starts four threads, and hands to each the address of its loop variable, so that it knows which number is
 * its own.  Each thread enters its number in the list.  All four numbers should be there when the actor looks.
 *
 * Change the state, setup, enter and count so that this holds.  Leave the audit as strict as it is.
 *
 * Question: a join behind the loop is not enough.  What do the threads find at that address?
 *
 * Run: lab run missing-join/exercise
 */
#include <lab/lab.h>
#include <pthread.h>

#define THREADS 4

struct list {
  pthread_t thread[THREADS];
  unsigned started; /* threads that nobody has joined yet */
  unsigned next;    /* the loop variable */
  char entered[THREADS];
  unsigned found; /* numbers that were there when the actor looked */
};

struct lists {
  unsigned actors;
  struct list list[]; /* one per actor */
};

static void setup(struct lists *lists) { lists->actors = lab_actors(); }

static void *enter(void *argument) {
  struct list *l = argument;
  l->entered[l->next % THREADS] = 1;
  return NULL;
}

static void count(struct lists *lists) {
  struct list *l = &lists->list[lab_self()];
  for (l->next = 0; l->started < THREADS; l->next++, l->started++)
    if (pthread_create(&l->thread[l->started], NULL, enter, l) != 0)
      break;
  l->found = 0;
  for (unsigned i = 0; i < THREADS; i++)
    l->found += l->entered[i] != 0;
}

static void audit(const struct lists *lists, struct lab_audit *audit) {
  for (unsigned i = 0; i < lists->actors; i++)
    lab_count(audit, LAB_LOST, lists->list[i].found < THREADS);
}

static void teardown(struct lists *lists) { /* so that no thread outlives its state; too late for the list */
  for (unsigned i = 0; i < lists->actors; i++)
    for (struct list *l = &lists->list[i]; l->started > 0; l->started--)
      pthread_join(l->thread[l->started - 1], NULL);
}

LAB_VARIANT(struct lists, .title = "yours to repair", .actor = count, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(struct list), .threads = 1, .exclusive = true,
            .watch = {LAB_WATCH(struct lists, list[0].next), LAB_WATCH(struct lists, list[0].found)});

/*
 * Afterword: a hint, not the answer.  Join first and run it again: what is still lost, and what does ThreadSanitizer
 * still report?  The loop goes on while a thread starts, so by the time that the thread looks, the variable holds the
 * next number, or the one after.
 *
 * You could join each thread before the next is started, and nothing would be lost.  What would be?  The usual way is
 * an argument for each thread that stays as it is for as long as the thread needs it.  A joined thread must not be
 * joined again: see that teardown finds nothing left to do.
 */
