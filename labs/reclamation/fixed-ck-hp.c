/* SPDX-License-Identifier: MIT */
/*
 * Memory that is not freed while somebody points at it: Concurrency Kit's ck_hp.
 *
 * A log is a list of the latest entries.  One actor, the writer, adds one at the end and removes the first, fifty
 * times.  All others walk down the list, without a lock, and should find entries whose numbers follow each other.
 *
 * Question: after it has said what it looks at, a reader loads the first pointer again.  Why?
 *
 * Run: lab run reclamation/fixed-ck-hp
 */
#include <lab/ck.h>
#include <lab/lab.h>
#include <stdatomic.h>
#include <stdlib.h>

struct entry {
  long number, check; /* check is ~number */
  _Atomic(struct entry *) next;
  ck_hp_hazard_t retired;
};

struct reader {
  _Alignas(64) unsigned long stale; /* entries that were not what they should have been */
  ck_hp_record_t record;
  void *hazard[2]; /* first entry of the walk, and where it is */
};

struct log {
  _Alignas(64) _Atomic(struct entry *) first;
  struct entry *last; /* the writer's */
  ck_hp_t hazards;
  struct reader reader[];
};

static struct entry *append(_Atomic(struct entry *) *end, long number) {
  struct entry *e = malloc(sizeof *e);
  *e = (struct entry){.number = number, .check = ~number};
  atomic_store(end, e);
  return e;
}

static void setup(struct log *l) {
  ck_hp_init(&l->hazards, 2, 8, free);
  for (unsigned i = 0; i < lab_actors(); i++)
    ck_hp_register(&l->hazards, &l->reader[i].record, l->reader[i].hazard);
  l->last = append(&l->first, 1);
  for (long number = 2; number <= 4; number++)
    l->last = append(&l->last->next, number);
}

static bool hold(struct log *l, unsigned i, struct entry *e, struct entry *first) {
  ck_hp_set_fence(&l->reader[lab_self()].record, i, e);
  return atomic_load(&l->first) == first; /* nothing was removed: it was in time */
}

static void walk(struct log *l) {
  struct entry *first = atomic_load(&l->first), *e = first;
  while (!hold(l, 0, first, first))
    e = first = atomic_load(&l->first);
  for (long number = e->number; e && hold(l, 1, e, first); number++) {
    l->reader[lab_self()].stale += e->number != number || e->check != ~number;
    e = atomic_load(&e->next);
  }
  ck_pr_fence_release(); /* all reading is done before this is seen */
  ck_hp_clear(&l->reader[lab_self()].record);
}

static void slide(struct log *l) {
  if (lab_self() > 0) { /* there is one writer */
    walk(l);
    return;
  }
  l->last = append(&l->last->next, l->last->number + 1);
  struct entry *old = atomic_load(&l->first);
  atomic_store(&l->first, atomic_load(&old->next));
  ck_pr_fence_memory(); /* the removal is seen before the hazards are looked at */
  ck_hp_free(&l->reader[0].record, &old->retired, old, old);
}

static void audit(const struct log *l, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, l->reader[i].stale);
}

static void teardown(struct log *l) {
  ck_hp_purge(&l->reader[0].record);
  for (struct entry *next, *e = l->first; e; e = next) {
    next = e->next;
    free(e);
  }
}

LAB_VARIANT(struct log, .title = "not freed while pointed at: ck_hp", .actors = {{"writer", slide}, {"reader", walk}},
            .setup = setup, .audit = audit, .teardown = teardown, .per_actor = sizeof(struct reader), .ops = 50,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS, .asan = LAB_HOLDS});

/*
 * Afterword: it may be freed before its hazard is seen; if it still is first, it was not.  The price: a fence an entry.
 */
