/* SPDX-License-Identifier: MIT */
/*
 * Write it, then announce it: under a mutex.
 *
 * Actors work in pairs, with a log for each pair.  The writer writes a line and then raises the number of lines, up to
 * a thousand.  The reader looks at the number, and then at the line that came last.  It should never find an announced
 * line empty.
 *
 * Question: does the order of the two stores still matter?
 *
 * Run: lab run publication/fixed-mutex
 */
#include <lab/lab.h>
#include <pthread.h>

#define LINES 1000

struct log {
  long written;         /* how many lines there are */
  pthread_mutex_t lock; /* held by whoever touches written or line */
  char line[LINES];     /* 0: not written yet */
  unsigned long empty;  /* announced lines that the reader found empty */
};

struct logs {
  unsigned pairs;
  struct log log[]; /* one per pair of actors; the harness makes room for one per actor */
};

static void setup(struct logs *l) {
  l->pairs = (lab_actors() + 1) / 2;
  for (unsigned i = 0; i < l->pairs; i++)
    pthread_mutex_init(&l->log[i].lock, NULL);
}

static void write_line(struct logs *l) {
  struct log *log = &l->log[lab_self() / 2];
  pthread_mutex_lock(&log->lock);
  long next = log->written;
  if (next < LINES) {
    log->line[next] = 1;
    log->written = next + 1;
  }
  pthread_mutex_unlock(&log->lock);
}

static void read_line(struct logs *l) {
  struct log *log = &l->log[lab_self() / 2];
  pthread_mutex_lock(&log->lock);
  long written = log->written;
  if (written > 0)
    log->empty += log->line[written - 1] == 0;
  pthread_mutex_unlock(&log->lock);
}

static void audit(const struct logs *l, struct lab_audit *audit) {
  for (unsigned i = 0; i < l->pairs; i++)
    lab_count(audit, LAB_STALE, l->log[i].empty);
}

static void teardown(struct logs *l) {
  for (unsigned i = 0; i < l->pairs; i++)
    pthread_mutex_destroy(&l->log[i].lock);
}

LAB_VARIANT(struct logs, .title = "under a mutex", .actors = {{"writer", write_line}, {"reader", read_line}},
            .setup = setup, .audit = audit, .teardown = teardown, .per_actor = sizeof(struct log), .ops = LINES,
            .watch = {LAB_WATCH(struct logs, log[0].written)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: no.  Nobody can look between them.  Under the lock the announcement could come first and nothing would be
 * wrong.
 *
 * To unlock is to release, and to lock is to acquire.  A mutex is the oldest way to publish, and it excludes as well,
 * which publishing does not need: the writer and the reader of a finished line are not in each other's way.
 *
 * It buys freedom, though.  With the lock the writer may come back and change a line, there may be many writers, and
 * the number may go down again.  With release and acquire alone none of this is allowed.
 *
 * The lock must be the same for both.  Two actors who each hold a lock of their own have ordered nothing.
 */
