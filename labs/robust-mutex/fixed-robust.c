/* SPDX-License-Identifier: MIT */
/*
 * A process is killed while it holds a robust mutex, and the next one repairs.
 *
 * Processes keep a ledger in shared memory: a total, and the number of entries that it is made of.  A booking adds one
 * to both, under a mutex.  Every second process is killed in the middle of its first booking.  The others should go on,
 * find the two numbers equal whenever they have the lock, and miss none of their own bookings at the end.
 *
 * Question: the victim's booking was half done.  Should the next process undo it, or finish it?
 *
 * Run: lab run robust-mutex/fixed-robust
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
  if (pthread_mutex_lock(&l->lock) == EOWNERDEAD) {
    l->total = l->entries; /* undo what was begun */
    pthread_mutex_consistent(&l->lock);
  }
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

LAB_VARIANT(struct ledger, .title = "a robust mutex, and repair", .kind = LAB_PROCESSES, .mortal = true,
            .actors = {{"clerk", book}, {"victim", book_and_die}}, .setup = setup, .audit = audit,
            .per_actor = sizeof(long), .ops = 1000,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer sees one process at a time, and in each there is one thread; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: either, as long as all who repair agree.  Here entries is written last, so a booking counts when entries
 * has it; what total has beyond that was begun and not finished.  That order, the commit point last, is what makes the
 * repair one line.  Where several things change, write down what you are about to do before you do it, as databases
 * and file systems do: a journal.
 *
 * Order means the order in which the stores are done.  Both are made by one process under a lock, and the kernel hands
 * over what the dead process had stored.  The compiler, however, may change the order of two plain stores with nothing
 * between them, so a repair should not depend on more than it must: this one is right for either order, because it
 * makes the two equal again, and a booking of a clerk that lives is never between them.
 *
 * A robust mutex costs a little at each lock and unlock: the mutex is put into the list that the kernel will look at,
 * and taken out.  The kernel does its part only when somebody dies.
 *
 * What it cannot do: a process that hangs with the lock is alive.  And the repair may be interrupted too: the next
 * owner then gets EOWNERDEAD again, so it must be possible to begin a repair twice.
 */
