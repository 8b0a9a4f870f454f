/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in shared memory, as one atomic operation.
 *
 * Actors are processes.  Each of them adds one to a counter in shared memory, a thousand times.  When all of them are
 * done the counter should have gone up by a thousand for each.
 *
 * Question: C11 describes atomics for threads.  Do they work between processes?
 *
 * Run: lab run shm-counter/fixed-atomic
 */
#include <fcntl.h>
#include <lab/lab.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct counter {
  atomic_long x;
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
}

static void increment(struct site *s) { atomic_fetch_add(&s->counter->x, 1); }

static void audit(const struct site *s, struct lab_audit *audit) { lab_expect_total(audit, s->counter->x); }

static void teardown(struct site *s) { munmap(s->counter, sizeof *s->counter); }

LAB_VARIANT(struct site, .title = "one atomic addition", .kind = LAB_PROCESSES, .actor = increment, .setup = setup,
            .audit = audit, .teardown = teardown, .ops = 1000,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer sees one process at a time, and in each there is one thread; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: they do, if they are lock-free.  Then the operation is an instruction on the memory itself, here an add
 * with a lock prefix, and works for everybody who has the page, wherever it is mapped.  The standard asks for just
 * that: operations that are lock-free should also be address-free, so that memory which is mapped into two processes
 * can be used (C11 7.17.5).
 *
 * Atomics that are not lock-free, such as a large struct, are done under a lock that the library keeps in private
 * memory: every process would have one of its own, and they would exclude nobody.  ATOMIC_LONG_LOCK_FREE is 2 where a
 * long is always lock-free.
 *
 * It is the cheapest of the fixes, and the only one that a process cannot leave behind locked when it is killed.
 */
