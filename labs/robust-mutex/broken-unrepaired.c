/* SPDX-License-Identifier: MIT */
/*
 * A process is killed while it holds a robust mutex.
 *
 * Processes keep a ledger in shared memory: a total, and the number of entries that it is made of.  A booking adds one
 * to both, under a mutex.  Every second process is killed in the middle of its first booking.  The others should go on,
 * find the two numbers equal whenever they have the lock, and miss none of their own bookings at the end.
 *
 * Question: the survivors get the lock.  What else do they need?
 *
 * Run: lab run robust-mutex/broken-unrepaired
 */
#include <errno.h>
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
  if (pthread_mutex_lock(&l->lock) == EOWNERDEAD)
    pthread_mutex_consistent(&l->lock);
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

LAB_VARIANT(struct ledger, .title = "the lock survives, the data do not", .kind = LAB_PROCESSES, .mortal = true,
            .actors = {{"clerk", book}, {"victim", book_and_die}}, .setup = setup, .audit = audit,
            .per_actor = sizeof(long), .ops = 1000,
            .expect = {.native = LAB_TEARS,
                       .tsan = LAB_TEARS "|" LAB_HOLDS,
                       .why = "a clerk that has done its bookings before the victim gets the lock finds nothing wrong; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: they need to know what they have got.  EOWNERDEAD says that the last owner died with the lock, so what
 * the lock protects may be half changed.  pthread_mutex_consistent says "I have put it right".  This program says so
 * and has done nothing: total is one ahead of entries, and stays so for ever.
 *
 * It is the cheapest way to make a robust mutex quiet, and worse than the deadlock of broken, which at least is
 * noticed.
 *
 * The fix: look at the data, and finish or undo what was begun, before the mutex is called consistent: fixed-robust.
 */
