/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in memory that processes share.
 *
 * Actors are processes.  Each of them adds one to a counter in shared memory, a thousand times.  When all of them are
 * done the counter should have gone up by a thousand for each.
 *
 * Question: the kernel keeps processes apart.  Does that keep them from losing each other's increments?
 *
 * Run: lab run shm-counter/broken
 */
#include <fcntl.h>
#include <lab/lab.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct counter {
  long x;
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

static void increment(struct site *s) { s->counter->x = s->counter->x + 1; }

static void audit(const struct site *s, struct lab_audit *audit) { lab_expect_total(audit, s->counter->x); }

static void teardown(struct site *s) { munmap(s->counter, sizeof *s->counter); }

LAB_VARIANT(struct site, .title = "x = x + 1 in shared memory, unprotected", .kind = LAB_PROCESSES, .actor = increment,
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 1000,
            .expect = {.native = LAB_LOSES_UPDATES,
                       .tsan = LAB_HOLDS "|" LAB_LOSES_UPDATES,
                       .why = "ThreadSanitizer sees one process at a time, and in each there is one thread: it cannot "
                              "see this race, but the audit can; "
                              "the explorer runs the actors as threads of one process, so it is not asked; native on "
                              "one CPU: -O2 makes the increment one instruction, which nothing can split"});

/*
 * Afterword: it loses updates just as threads do.  What is kept apart is address spaces, and this page is in both of
 * them: mapped shared, it is the same memory.  To the CPUs a load is a load; they do not know whose it is.
 *
 * It loses less often than counter-race/broken for one reason only: the memory is as fast, but processes start less
 * close together than threads that are there already.
 *
 * ThreadSanitizer keeps its notes on memory in the process that it watches, and learns of an access when that process
 * makes it.  Of the other process it learns nothing, so each has one thread and no race.  Its silence here says
 * nothing, and no option changes that.  What remains is what this laboratory does natively: count what is missing.
 *
 * A race between processes can have other causes than a line of C: a file (lab file-counter), a row of a database, a
 * page of a server.
 *
 * The fix is what it is for threads, but it has to be in the shared memory too, and made for it: an atomic addition
 * (fixed-atomic), a mutex that is process-shared (fixed-mutex), a spinlock (fixed-spinlock), or a semaphore with a
 * name (fixed-semaphore).
 */
