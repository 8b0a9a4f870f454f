/* SPDX-License-Identifier: MIT */
/*
 * Memory that is freed when every reader has been elsewhere: Concurrency Kit's ck_epoch.
 *
 * A log is a list of the latest entries.  One actor, the writer, adds one at the end and removes the first, fifty
 * times.  All others walk down the list, without a lock, and should find entries whose numbers follow each other.
 *
 * Question: a reader falls asleep in the middle of a walk.  What happens to the memory meanwhile?
 *
 * Run: lab run reclamation/fixed-ck-epoch
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>
#include <stdlib.h>

struct entry {
  long number, check; /* check is ~number */
  _Atomic(struct entry *) next;
  ck_epoch_entry_t defer;
};

struct reader {
  _Alignas(64) unsigned long stale; /* entries that were not what they should have been */
  ck_epoch_record_t record;
};

struct log {
  _Alignas(64) _Atomic(struct entry *) first;
  struct entry *last; /* the writer's */
  ck_epoch_t epoch;
  struct reader reader[];
};

CK_EPOCH_CONTAINER(struct entry, defer, entry_of)
static void destroy(ck_epoch_entry_t *defer) { free(entry_of(defer)); }

static struct entry *append(_Atomic(struct entry *) *end, long number) {
  struct entry *e = malloc(sizeof *e);
  *e = (struct entry){.number = number, .check = ~number};
  atomic_store(end, e);
  return e;
}

static void setup(struct log *l) {
  ck_epoch_init(&l->epoch);
  for (unsigned i = 0; i < lab_actors(); i++)
    ck_epoch_register(&l->epoch, &l->reader[i].record, NULL);
  l->last = append(&l->first, 1);
  for (long number = 2; number <= 4; number++)
    l->last = append(&l->last->next, number);
}

static void walk(struct log *l) {
  struct reader *r = &l->reader[lab_self()];
  ck_epoch_begin(&r->record, NULL);
  struct entry *e = atomic_load(&l->first);
  for (long number = e->number; e; number++) {
    r->stale += e->number != number || e->check != ~number;
    e = atomic_load(&e->next);
  }
  ck_epoch_end(&r->record, NULL);
}

static void slide(struct log *l) {
  if (lab_self() > 0) { /* there is one writer */
    walk(l);
    return;
  }
  l->last = append(&l->last->next, l->last->number + 1);
  struct entry *old = atomic_load(&l->first);
  atomic_store(&l->first, atomic_load(&old->next));
  ck_epoch_call(&l->reader[0].record, &old->defer, destroy); /* later */
  ck_epoch_poll(&l->reader[0].record);                       /* what is due by now */
}

static void audit(const struct log *l, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, l->reader[i].stale);
}

static void teardown(struct log *l) {
  ck_epoch_barrier(&l->reader[0].record);
  for (struct entry *next, *e = l->first; e; e = next) {
    next = e->next;
    free(e);
  }
}

LAB_VARIANT(struct log, .title = "freed later: ck_epoch", .actors = {{"writer", slide}, {"reader", walk}},
            .setup = setup, .audit = audit, .teardown = teardown, .per_actor = sizeof(struct reader), .ops = 50,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS, .asan = LAB_HOLDS});

/*
 * Afterword: a reader says when it begins and when it has let go of all it found.  The writer defers the free until
 * every reader has left the section in which it was at the removal.  Readers that begin later cannot find the entry.
 *
 * It is cheap for readers: a fence and two stores for a walk of any length, and the walk is that of broken.  The price:
 * one reader that never leaves its section keeps everything from being freed.  That costs memory, not correctness.
 */
