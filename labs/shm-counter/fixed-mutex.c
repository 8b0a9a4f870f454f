/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in shared memory, under a mutex that is process-shared.
 *
 * Actors are processes.  Each of them adds one to a counter in shared memory, a thousand times.  When all of them are
 * done the counter should have gone up by a thousand for each.
 *
 * Question: the attribute is one line.  What does it change, and what does it cost?
 *
 * Run: lab run shm-counter/fixed-mutex
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
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&s->counter->lock, &attributes);
  pthread_mutexattr_destroy(&attributes);
}

static void increment(struct site *s) {
  pthread_mutex_lock(&s->counter->lock);
  s->counter->x = s->counter->x + 1;
  pthread_mutex_unlock(&s->counter->lock);
}

static void audit(const struct site *s, struct lab_audit *audit) { lab_expect_total(audit, s->counter->x); }

static void teardown(struct site *s) { munmap(s->counter, sizeof *s->counter); }

LAB_VARIANT(struct site, .title = "under a process-shared mutex", .kind = LAB_PROCESSES, .actor = increment,
            .setup = setup, .audit = audit, .teardown = teardown, .ops = 1000,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer sees one process at a time, and in each there is one thread; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: PTHREAD_PROCESS_SHARED says that the mutex will be used by whoever has the memory.  An actor that has to
 * wait is found by the page that the lock word is in, not by address space and address, so any process can wake it.
 * Looking up the page is what the attribute costs, and only where somebody waits.
 *
 * The mutex must be in the shared memory itself.  It must also be made once, before anybody can lock it: here setup
 * does that before the actors are forked.  Processes that find the object by its name have to agree on who makes it;
 * O_EXCL tells the one that came first, and the others must wait until it is done.
 *
 * What the attribute does not give: if a process dies while it holds the lock, it stays locked.  See the lab
 * robust-mutex.
 */
