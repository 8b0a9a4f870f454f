/* SPDX-License-Identifier: MIT */
/*
 * Memory that is freed a little later.
 *
 * A log is a list of the latest entries.  One actor, the writer, adds one at the end and removes the first, fifty
 * times.  All others walk down the list, without a lock, and should find entries whose numbers follow each other.
 *
 * Question: eight entries later, nobody can be looking any more.  For how long can a reader be away?
 *
 * Run: lab run reclamation/broken-delayed
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
  struct entry *removed[8];
  unsigned n_removed;
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
  struct entry **oldest = &l->removed[l->n_removed++ % 8];
  free(*oldest);
  *oldest = old;
}

static void audit(const struct log *l, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, l->reader[i].stale);
}

static void teardown(struct log *l) {
  for (int i = 0; i < 8; i++)
    free(l->removed[i]);
  for (struct entry *next, *e = l->first; e; e = next) {
    next = e->next;
    free(e);
  }
}

LAB_VARIANT(struct log, .title = "removed, freed eight entries later", .actors = {{"writer", slide}, {"reader", walk}},
            .setup = setup, .audit = audit, .teardown = teardown, .per_actor = sizeof(struct reader), .ops = 50,
            .expect = {.native = LAB_HOLDS "|" LAB_GOES_STALE "|" LAB_CRASH,
                       .tsan = LAB_USE_AFTER_FREE "|" LAB_DATA_RACE,
                       .explore = LAB_HOLDS "|" LAB_USE_AFTER_FREE "|" LAB_GOES_STALE "|" LAB_CRASH,
                       .asan = LAB_HOLDS "|" LAB_USE_AFTER_FREE,
                       .why = "native: a reader has to stand still for eight operations of the writer, which takes an "
                              "interrupt or luck; explore: it takes nine operations of the writer (--ops 9)"});

/*
 * Afterword: for as long as the system likes: milliseconds if its thread is interrupted, seconds if its virtual machine
 * is moved.  No number of entries and no sleep is long enough; each only makes the error rarer.  ThreadSanitizer does
 * not ask how long ago, it asks what orders the free after the reading, and nothing does.
 *
 * Wait for readers, not for time: until each that may have seen the entry has been seen elsewhere.
 *
 * The fix: fixed-ck-epoch.
 */
