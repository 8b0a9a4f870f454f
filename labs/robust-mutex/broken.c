/* SPDX-License-Identifier: MIT */
/*
 * A process is killed while it holds a mutex.
 *
 * Processes keep a ledger in shared memory: a total, and the number of entries that it is made of.  A booking adds one
 * to both, under a mutex.  Every second process is killed in the middle of its first booking.  The others should go on,
 * find the two numbers equal whenever they have the lock, and miss none of their own bookings at the end.
 *
 * Question: a thread that dies takes its process with it.  What does a process take with it, and what stays?
 *
 * Run: lab run robust-mutex/broken
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

LAB_VARIANT(struct ledger, .title = "the lock dies with a process", .kind = LAB_PROCESSES, .mortal = true,
            .actors = {{"clerk", book}, {"victim", book_and_die}}, .setup = setup, .audit = audit,
            .per_actor = sizeof(long), .ops = 1000,
            .expect = {
                .native = LAB_DEADLOCK "|" LAB_HOLDS,
                .tsan = LAB_DEADLOCK "|" LAB_HOLDS,
                .why = "a clerk that has done its bookings before the victim gets the lock is not in anybody's way; "
                       "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: the memory of a killed process goes, its files are closed, its file locks are released.  The mutex is in
 * memory that others have mapped too, and there it stays, locked, with a ledger that is half written.  The clerks wait
 * for somebody who will never come.
 *
 * A mutex is a word, and the kernel does not know what it means.  It cannot take back what it has not given.  SIGKILL
 * cannot be caught, so there is no handler in which to unlock; nor is there one for a crash that has overwritten what
 * the handler would need.
 *
 * With threads of one process this cannot happen: they all die together.  It is the price of sharing memory between
 * processes, which are used just because one of them can fail alone.
 *
 * The fix: a robust mutex.  The C library keeps a list of those that a thread holds, and tells the kernel where the
 * list is.  When the thread dies, the kernel goes through the list, marks each lock word, and wakes one that waits.
 * See fixed-robust; and fixed-lock-free, which holds nothing that one could die with.
 */
