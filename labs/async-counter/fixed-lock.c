/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, with an await in the middle, under a lock for tasks.
 *
 * Tasks share one counter, on one thread.  Each of them adds one to it, a hundred times.  Between reading and writing
 * it awaits something: a reply, a disk, or just its turn.  When all of them are done the counter should have gone up
 * by a hundred for each.
 *
 * Question: how many turns of the loop do two hundred increments take now, and how many did they take in broken?
 *
 * Run: lab run async-counter/fixed-lock
 */
#include <lab/lab.h>
#include <lab/task.h>

struct counter {
  long x;
  struct lab_task_lock lock; /* held by whoever is at it */
};

static void increment(struct counter *c) {
  lab_task_lock_acquire(&c->lock);
  const long seen = c->x;
  lab_await_turn();
  c->x = seen + 1;
  lab_task_lock_release(&c->lock);
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "read, await, write under a task's lock", .kind = LAB_TASKS, .actor = increment,
            .audit = audit, .ops = 100, .watch = {LAB_WATCH(struct counter, x)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the lock is a word, "who has it", and a list of those who wait.  A task that finds it taken is put into
 * the list and the loop goes on with others; release takes the first out of the list.  There is nothing atomic in it,
 * because there is only one thread.
 *
 * What is between acquire and release is one step for those who acquire the same lock, and for nobody else.  A task
 * that reads x without the lock sees it, and one that writes x without it breaks it, as with any lock.
 *
 * The price is the concurrency.  In broken a turn of the loop serves both tasks, and two hundred increments take a
 * hundred turns.  Here one of them awaits its turn while the other awaits the lock, and gets it a turn later: that
 * makes two turns for an increment, four hundred in all.  If the await were a reply from a server, requests would now
 * be sent one after the other.  So lock as little as the rule needs, or get by without: fixed-await-first has no price
 * at all.
 *
 * It must be a lock for tasks.  pthread_mutex_lock waits by putting the thread to sleep, and the holder is a task of
 * this very thread: a deadlock with one thread and one lock.  Python has threading.Lock and asyncio.Lock, and to have
 * taken the wrong one is all that it needs.
 */
