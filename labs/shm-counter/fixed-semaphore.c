/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, in shared memory, under a semaphore with a name.
 *
 * Actors are processes.  Each of them adds one to a counter in shared memory, a thousand times.  When all of them are
 * done the counter should have gone up by a thousand for each.
 *
 * Question: where is the semaphore, if not in the shared memory beside x?
 *
 * Run: lab run shm-counter/fixed-semaphore
 */
#include <fcntl.h>
#include <lab/lab.h>
#include <semaphore.h>
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

static sem_t *lock = SEM_FAILED; /* held by whoever touches a counter: one for all of them will do */

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
  if (lock == SEM_FAILED)
    lock = sem_open(name, O_CREAT | O_EXCL, 0600, 1);
  if (lock == SEM_FAILED)
    abort();
  sem_unlink(name);
}

static void increment(struct site *s) {
  while (sem_wait(lock) != 0)
    continue; /* interrupted by a signal */
  s->counter->x = s->counter->x + 1;
  sem_post(lock);
}

static void audit(const struct site *s, struct lab_audit *audit) { lab_expect_total(audit, s->counter->x); }

static void teardown(struct site *s) { munmap(s->counter, sizeof *s->counter); }

LAB_VARIANT(struct site, .title = "under a named semaphore", .kind = LAB_PROCESSES, .actor = increment, .setup = setup,
            .audit = audit, .teardown = teardown, .ops = 1000,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer sees one process at a time, and in each there is one thread; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: in an object of its own.  sem_open finds or makes a semaphore by its name and maps it; on Linux it is a
 * small file in /dev/shm, as the counter is.  Processes that have nothing in common, no parent and no memory, can meet
 * in it.  They need only the name.
 *
 * It starts with one, so one process gets past sem_wait at a time, and sem_post lets in the next.  Unlike a mutex it
 * has no owner: anybody may post.  That is what makes it good for saying "there is something for you", and a post too
 * many lets in two processes here.
 *
 * A name stays until somebody removes it, longer than any process: a program that crashes leaves it behind, with the
 * count that it had, and the next start finds a semaphore that is taken.  So remove it as soon as everybody has it, as
 * here; a parent and its children need the name for a moment only.
 *
 * A process that is killed between wait and post takes the one with it.
 */
