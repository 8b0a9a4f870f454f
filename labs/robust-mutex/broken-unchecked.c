/* SPDX-License-Identifier: MIT */
/*
 * A process is killed while it holds a robust mutex, and nobody asks.
 *
 * Processes keep a ledger in shared memory: a total, and the number of entries that it is made of.  A booking adds one
 * to both, under a mutex.  Every second process is killed in the middle of its first booking.  The others should go on,
 * find the two numbers equal whenever they have the lock, and miss none of their own bookings at the end.
 *
 * Question: the attribute is set, and pthread_mutex_lock returns.  Does that mean that the lock is held?
 *
 * Run: lab run robust-mutex/broken-unchecked
 */
#include <lab/lab.h>
#include <pthread.h>
#include <signal.h>

struct ledger {
  long total, entries; /* equal, for everybody who has the lock */
  pthread_mutex_t lock;
  long torn;     /* times that a clerk had the lock and they were not */
  long booked[]; /* by each actor */
};

static void setup(struct ledger *l) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&l->lock, &attributes);
  pthread_mutexattr_destroy(&attributes);
}

static void book(struct ledger *l) {
  pthread_mutex_lock(&l->lock);
  l->torn += l->total != l->entries;
  l->total = l->total + 1;
  l->entries = l->entries + 1;
  pthread_mutex_unlock(&l->lock);
  l->booked[lab_self()]++;
}

static void book_and_die(struct ledger *l) {
  pthread_mutex_lock(&l->lock);
  l->total = l->total + 1;
  raise(SIGKILL); /* an operator, or the kernel when memory runs out */
}

static void audit(const struct ledger *l, struct lab_audit *audit) {
  long booked = 0;
  for (unsigned i = 0; i < lab_actors(); i++)
    booked += l->booked[i];
  lab_count(audit, LAB_TORN, l->torn);
  lab_count(audit, LAB_LOST, booked > l->entries ? booked - l->entries : 0);
}

LAB_VARIANT(struct ledger, .title = "a robust mutex whose answer is ignored", .kind = LAB_PROCESSES, .mortal = true,
            .actors = {{"clerk", book}, {"victim", book_and_die}}, .setup = setup, .audit = audit,
            .per_actor = sizeof(long), .ops = 1000,
            .expect = {.native = LAB_TEARS "|" LAB_LOSES_UPDATES,
                       .tsan = LAB_TEARS "|" LAB_LOSES_UPDATES "|" LAB_MUTEX_BAD_UNLOCK,
                       .why = "ThreadSanitizer sees unlocks of a mutex that nobody has, within one process; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: no.  The first clerk after the death is given the lock, together with EOWNERDEAD, and does not look.
 * When it unlocks without having called pthread_mutex_consistent, the mutex is given up: from then on every
 * pthread_mutex_lock returns ENOTRECOVERABLE at once, and nobody has the lock.  Everybody walks in.
 *
 * With one clerk the ledger is only torn, since total stays one ahead.  With two (--threads 4) bookings are lost as
 * well: the critical section has become a plain race.
 *
 * With a default mutex, used rightly, pthread_mutex_lock cannot fail, so few programs look at what it returns.  A
 * robust mutex turns that habit into a hole.  Whoever sets the attribute has to visit every place that locks.
 *
 * The fix: fixed-robust.
 */
