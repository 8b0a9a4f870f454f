/* SPDX-License-Identifier: MIT */
/*
 * A part fails, the other tasks are awaited, and the page is given up.
 *
 * An actor serves one page after the other, with one buffer for them all.  For each page it spawns a task for each
 * part, which writes into the buffer, and gathers them.  Every second time the server is in trouble: it refuses the
 * first part, and takes long with the others.  Then the others are awaited, the page is given up, and the next one is
 * begun.
 *
 * Question: what does a page that is given up take now, and can that be had for less?
 *
 * Run: lab run gather/fixed-await-all
 */
#include <lab/lab.h>
#include <lab/task.h>

#define PARTS 3

struct part {
  long asked; /* for which page */
  long come;  /* from which page */
};

struct buffer {
  long page;
  struct part part[PARTS];
  unsigned long crossed; /* pages served with a part of another */
};

struct site {
  unsigned buffers;
  struct buffer buffer[]; /* one per actor */
};

static void setup(struct site *s) { s->buffers = lab_actors(); }

static long fetch(void *argument) {
  struct part *part = argument;
  const long page = part->asked;
  for (int turn = 0; turn < (page % 2 ? PARTS : 1); turn++)
    lab_await_turn();
  part->come = page;
  return 0;
}

static long refuse(void *argument) { return (void)argument, -1; }

static long load(struct buffer *b) {
  struct lab_task *task[PARTS];
  long result[PARTS];
  for (int i = 0; i < PARTS; i++) {
    b->part[i].asked = b->page;
    task[i] = lab_task_spawn(b->page % 2 && i == 0 ? refuse : fetch, &b->part[i]);
  }
  const long error = lab_gather(task, PARTS, result);
  for (int i = 0; i < PARTS && error < 0; i++)
    lab_await_task(task[i]); /* or it writes into the buffer of the next page */
  return error;
}

static void serve(struct site *s) {
  struct buffer *b = &s->buffer[lab_self()];
  b->page++;
  if (load(b) < 0)
    return;
  bool whole = true;
  for (int i = 0; i < PARTS; i++) {
    lab_await_turn();
    whole &= b->part[i].come == b->page;
  }
  b->crossed += !whole;
}

static void audit(const struct site *s, struct lab_audit *audit) {
  for (unsigned i = 0; i < s->buffers; i++)
    lab_count(audit, LAB_CROSSED, s->buffer[i].crossed);
}

LAB_VARIANT(struct site, .title = "no task is left behind", .kind = LAB_TASKS, .actor = serve, .setup = setup,
            .audit = audit, .per_actor = sizeof(struct buffer), .threads = 1, .ops = 20,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: whoever begins tasks does not return before they have ended, whatever happens.  Then what they were given
 * may be given to others, and could as well be local variables.  It is the rule of missing-join, for tasks.
 *
 * Some languages make it a block that cannot be left earlier: TaskGroup in Python 3.11, the nursery of Trio, the
 * coroutineScope of Kotlin.  This is called structured concurrency.
 *
 * The price is the time until the slowest is done, though nobody wants its part any more.  Those blocks therefore
 * cancel the others first and then await them.  Both are needed: a task that is told to stop has not stopped yet.
 *
 * Another way is to have tasks return their parts instead of writing them (fixed-gather).  Then one that is left behind
 * does no damage to the buffer.  It still takes time and a connection, and its own error is seen by nobody.
 */
