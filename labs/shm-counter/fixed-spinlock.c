/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in shared memory, under a spinlock.
 *
 * Actors are processes.  Each of them adds one to a counter in shared memory, a thousand times.  When all of them are
 * done the counter should have gone up by a thousand for each.
 *
 * Question: a spinlock has no attribute that makes it process-shared.  Does it need one?
 *
 * Run: lab run shm-counter/fixed-spinlock
 */
#include <fcntl.h>
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct counter {
  long x;
  ck_spinlock_fas_t lock; /* held by whoever touches x */
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
  ck_spinlock_fas_init(&s->counter->lock);
}

static void increment(struct site *s) {
  ck_spinlock_fas_lock(&s->counter->lock);
  s->counter->x = s->counter->x + 1;
  ck_spinlock_fas_unlock(&s->counter->lock);
}

static void audit(const struct site *s, struct lab_audit *audit) { lab_expect_total(audit, s->counter->x); }

static void teardown(struct site *s) { munmap(s->counter, sizeof *s->counter); }

LAB_VARIANT(struct site, .title = "under a spinlock", .kind = LAB_PROCESSES, .actor = increment, .setup = setup,
            .audit = audit, .teardown = teardown, .ops = 1000,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer sees one process at a time, and in each there is one thread; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: it does not.  The lock is one word and knows of no waiters: whoever wants it asks again and again until
 * the word is 0.  Nothing in it belongs to a process, no address, no thread and no queue in the kernel, so it works
 * for everybody who has the memory.
 *
 * Not every lock is like that.  One that links its waiters, such as ck_spinlock_mcs, keeps pointers to their nodes.
 * Between processes the nodes must be in shared memory too, and the memory at the same address in all of them.  Here
 * it would be, because the actors inherit the mapping; processes that map the object by its name get any address.
 *
 * A process that is killed with the lock leaves it locked for ever, and nobody can find out that nobody holds it.
 */
