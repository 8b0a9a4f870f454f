/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in shared memory, under a mutex for threads.
 *
 * Actors are processes.  Each of them adds one to a counter in shared memory, a thousand times.  When all of them are
 * done the counter should have gone up by a thousand for each.
 *
 * Question: the mutex lies in the shared memory, beside x.  What can go wrong?
 *
 * Run: lab run shm-counter/broken-thread-mutex
 */
#include <fcntl.h>
#include <lab/lab.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct counter {
  long x;
  pthread_mutex_t lock; /* held by whoever touches x */
};

struct site {
  struct counter *counter; /* where it is mapped; the actors are forked later and inherit the mapping */
};

static void setup(struct site *s) {
  char name[32];
  snprintf(name, sizeof name, "/lab-%d", (int)getpid());
  int object = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
  if (object < 0 || ftruncate(object, sizeof *s->counter) != 0)
    abort();
  shm_unlink(name); /* nobody else has to find it, and the object lives for as long as it is mapped */
  s->counter = mmap(NULL, sizeof *s->counter, PROT_READ | PROT_WRITE, MAP_SHARED, object, 0);
  if (s->counter == MAP_FAILED)
    abort();
  close(object);
  pthread_mutex_init(&s->counter->lock, NULL);
}

static void increment(struct site *s) {
  pthread_mutex_lock(&s->counter->lock);
  s->counter->x = s->counter->x + 1;
  pthread_mutex_unlock(&s->counter->lock);
}

static void audit(const struct site *s, struct lab_audit *audit) { lab_expect_total(audit, s->counter->x); }

static void teardown(struct site *s) { munmap(s->counter, sizeof *s->counter); }

LAB_VARIANT(struct site, .title = "under a mutex that is not process-shared", .kind = LAB_PROCESSES, .actor = increment,
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 1000,
            .expect = {.native = LAB_LOSES_UPDATES "|" LAB_CRASH "|" LAB_DEADLOCK,
                       .tsan = LAB_DEADLOCK "|" LAB_HOLDS,
                       .why = "what such a mutex does depends on whether its process has other threads, and "
                              "ThreadSanitizer has one of its own; two actors have to want the lock at the same time; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: all of it.  By default a mutex is PTHREAD_PROCESS_PRIVATE: only threads of one process may use it.  POSIX
 * does not say what happens if others do, and glibc makes use of that twice.
 *
 * Where a process has one thread, who could come between? So glibc locks and unlocks without atomic instructions then.
 * Both processes see a free lock, both take it, and updates are lost as in broken.  Sometimes glibc notices that the
 * mutex it has just taken has an owner, and gives up: the crash is its assertion.
 *
 * Where a process has more threads (natively not, but ThreadSanitizer's own is one), locking is atomic, and goes well
 * until somebody has to wait.  An actor that waits asks the kernel to be woken when the lock word changes.  For a
 * private mutex the kernel notes address space and address, since that is faster than to find out which page it is.
 * The other process unlocks and has the kernel wake whoever waits at this address, in its own address space.  There is
 * nobody, and the first sleeps for ever: a deadlock.
 *
 * A test with little traffic sees none of this.  The fix is one attribute: fixed-mutex.
 */
