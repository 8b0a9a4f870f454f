/* SPDX-License-Identifier: MIT */
/*
 * A part fails, the page is given up, and the other tasks are still at it.
 *
 * An actor serves one page after the other, with one buffer for them all.  For each page it spawns a task for each
 * part, which writes into the buffer, and gathers them.  Every second time the server is in trouble: it refuses the
 * first part, and takes long with the others.  Then the page is given up, and the next one is begun.
 *
 * Question: gather returned the error at once.  Where are the other two tasks?
 *
 * Run: lab run gather/broken-left-behind
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

LAB_VARIANT(struct site, .title = "the page is given up, its tasks go on", .kind = LAB_TASKS, .actor = serve,
            .setup = setup, .audit = audit, .per_actor = sizeof(struct buffer), .threads = 1, .ops = 20,
            .expect = {.native = LAB_CROSSES,
                       .tsan = LAB_CROSSES,
                       .explore = LAB_CROSSES,
                       .why = "there is one thread, so there is no data race and ThreadSanitizer has nothing to "
                              "report; the audit sees the parts under it as well"});

/*
 * Afterword: under way.  A task does not end because the one who awaits it has stopped doing so.  The two go on, and
 * when their parts come they write them where they were told to, into a buffer that by now is the next page's.  Every
 * page that is served after one that was given up has two parts of the wrong one: the answer to somebody else's
 * request.
 *
 * Here the buffer is part of the state, so what goes wrong can be counted.  Had it been a local variable of serve, the
 * two would have written into a stack frame that belongs to other calls by then.
 *
 * asyncio.gather does the same: it passes the first error on at once and lets the others run.  So does Promise.all.  It
 * is easy to miss, because as long as nothing fails all is well, and errors are what tests have least of.
 *
 * The fix: do not leave before all tasks that were begun here have ended (fixed-await-all).
 */
