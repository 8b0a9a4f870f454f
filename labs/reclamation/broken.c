/* SPDX-License-Identifier: MIT */
/*
 * Memory that is freed while others read it.
 *
 * A log is a list of the latest entries.  One actor, the writer, adds one at the end and removes the first, fifty
 * times.  All others walk down the list, without a lock, and should find entries whose numbers follow each other.
 *
 * Question: the entry is out of the list before it is freed, and nobody can find it any more.  Who reads it then?
 *
 * Run: lab run reclamation/broken
 */
#include <lab/lab.h>
#include <stdatomic.h>
#include <stdlib.h>

struct entry {
  long number, check; /* check is ~number */
  _Atomic(struct entry *) next;
};

struct reader {
  _Alignas(64) unsigned long stale; /* entries that were not what they should have been */
};

struct log {
  _Alignas(64) _Atomic(struct entry *) first;
  struct entry *last; /* the writer's */
  struct reader reader[];
};

static struct entry *append(_Atomic(struct entry *) *end, long number) {
  struct entry *e = malloc(sizeof *e);
  *e = (struct entry){.number = number, .check = ~number};
  atomic_store(end, e);
  return e;
}

static void setup(struct log *l) {
  l->last = append(&l->first, 1);
  for (long number = 2; number <= 4; number++)
    l->last = append(&l->last->next, number);
}

static void walk(struct log *l) {
  struct reader *r = &l->reader[lab_self()];
  struct entry *e = atomic_load(&l->first);
  for (long number = e->number; e; number++) {
    r->stale += e->number != number || e->check != ~number;
    e = atomic_load(&e->next);
  }
}

static void slide(struct log *l) {
  if (lab_self() > 0) { /* there is one writer */
    walk(l);
    return;
  }
  l->last = append(&l->last->next, l->last->number + 1);
  struct entry *old = atomic_load(&l->first);
  atomic_store(&l->first, atomic_load(&old->next));
  free(old);
}

static void audit(const struct log *l, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, l->reader[i].stale);
}

static void teardown(struct log *l) {
  for (struct entry *next, *e = l->first; e; e = next) {
    next = e->next;
    free(e);
  }
}

LAB_VARIANT(struct log, .title = "removed, then freed at once", .actors = {{"writer", slide}, {"reader", walk}},
            .setup = setup, .audit = audit, .teardown = teardown, .per_actor = sizeof(struct reader), .ops = 50,
            .expect = {
                .native = LAB_GOES_STALE "|" LAB_CRASH,
                .tsan = LAB_USE_AFTER_FREE "|" LAB_DATA_RACE,
                .explore = LAB_USE_AFTER_FREE "|" LAB_GOES_STALE "|" LAB_CRASH,
                .asan = LAB_USE_AFTER_FREE,
                .why = "native: freed memory mostly stays readable, so the damage is a wrong entry and seldom a crash; "
                       "on one CPU an interrupt has to come in the middle of a walk; ThreadSanitizer calls it a use "
                       "after free if the entry was freed first, and a data race with free if it was read first"});

/*
 * Afterword: who found it before.  A reader loads the pointer to an entry and then reads the entry, and in between the
 * writer can remove and free it.  To take an entry out of the list keeps new readers from it, not those that are there.
 *
 * What a reader then finds is not decided by this program.  glibc writes its own notes into the first 16 bytes of what
 * is freed, which makes the number wrong.  The next malloc of the same size often gets the same memory, and then the
 * reader is in another entry, elsewhere in the list.  If the memory goes back to the system, it crashes.
 *
 * The list itself is right: each pointer is changed in one step.  The hard part is to know when nobody looks any more.
 *
 * The fix: readers say what they look at (fixed-ck-hp), or that they look (fixed-ck-epoch).
 */
