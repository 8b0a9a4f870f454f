/* SPDX-License-Identifier: MIT */
/*
 * A process is killed, and holds nothing.
 *
 * Processes keep a ledger in shared memory: a total, and the number of entries that it is made of.  A booking adds one
 * to both, in one step.  Every second process is killed in the middle of its first booking.  The others should go on,
 * find the two numbers equal whenever they look, and miss none of their own bookings at the end.
 *
 * Question: at which line would a process have to be killed to do harm?
 *
 * Run: lab run robust-mutex/fixed-lock-free
 */
#include <lab/lab.h>
#include <signal.h>
#include <stdatomic.h>

struct page {
  int total, entries; /* equal, for everybody who looks */
};

struct ledger {
  _Atomic(struct page) page;
  atomic_long torn; /* times that a clerk looked and they were not */
  long booked[];    /* by each actor */
};

static void book(struct ledger *l) {
  struct page seen = atomic_load(&l->page), next;
  do {
    next = (struct page){seen.total + 1, seen.entries + 1};
  } while (!atomic_compare_exchange_weak(&l->page, &seen, next));
  if (seen.total != seen.entries)
    atomic_fetch_add(&l->torn, 1);
  l->booked[lab_self()]++;
}

static void book_and_die(struct ledger *l) {
  struct page seen = atomic_load(&l->page), next = {seen.total + 1, seen.entries};
  (void)next;
  raise(SIGKILL); /* an operator, or the kernel when memory runs out */
}

static void audit(const struct ledger *l, struct lab_audit *audit) {
  long booked = 0;
  for (unsigned i = 0; i < lab_actors(); i++)
    booked += l->booked[i];
  const struct page page = atomic_load(&l->page);
  lab_count(audit, LAB_TORN, atomic_load(&l->torn));
  lab_count(audit, LAB_LOST, booked > page.entries ? booked - page.entries : 0);
}

LAB_VARIANT(struct ledger, .title = "no lock to die with", .kind = LAB_PROCESSES, .mortal = true,
            .actors = {{"clerk", book}, {"victim", book_and_die}}, .audit = audit, .per_actor = sizeof(long),
            .ops = 1000,
            .expect = {.native = LAB_HOLDS,
                       .tsan = LAB_HOLDS,
                       .why = "ThreadSanitizer sees one process at a time, and in each there is one thread; "
                              "the explorer runs the actors as threads of one process, so it is not asked"});

/*
 * Afterword: there is no such line.  The new page is made in private and takes the place of the old one in a single
 * step, if the old one is still there.  A process that dies before that step has done nothing, one that dies after it
 * has done everything.
 *
 * That is what lock-free means: whatever happens to one, the others get on.  It is a stronger promise than to be fast,
 * and between processes that may be killed it is often the reason to go without locks.
 *
 * It works because the page fits into one word that the CPU can exchange, 8 bytes here.  A larger ledger would be
 * written to a fresh page of shared memory, and the exchange would change the number of the page that is valid.  Then
 * the question is who frees a page that a dead process had taken.
 *
 * Between processes only atomics that are lock-free will do (see shm-counter/fixed-atomic).  If a struct is too large,
 * the compiler puts a lock around it, in memory of the process's own.
 */
