/* SPDX-License-Identifier: MIT */
/*
 * Settings that are replaced while others read them: yours to repair.
 *
 * Actors share a pointer to the settings.  Some replace them, by a new object with other values; others read them,
 * fifty times each.  What a reader finds should be one of the objects, whole.
 *
 * Change the state, setup, the actors and teardown so that this holds, and so that old settings are freed before the
 * end: at most sixteen may be kept by then.  Leave create, discard and the audit as strict as they are.
 *
 * Question: the exchange of the pointer is atomic.  What is not?
 *
 * Run: lab run reclamation/exercise
 */
#include <lab/lab.h>
#include <stdatomic.h>
#include <stdlib.h>

#define KEPT 16

struct settings {
  long number, check; /* check is ~number */
};

struct reader {
  _Alignas(64) unsigned long stale; /* settings that were not what they should have been */
};

struct shared {
  _Atomic(struct settings *) current;
  atomic_long kept; /* settings that are not freed yet */
  struct reader reader[];
};

static struct settings *create(struct shared *c, long number) {
  struct settings *s = malloc(sizeof *s);
  *s = (struct settings){.number = number, .check = ~number};
  atomic_fetch_add(&c->kept, 1);
  return s;
}

static void discard(struct shared *c, struct settings *s) {
  free(s);
  atomic_fetch_sub(&c->kept, 1);
}

static void setup(struct shared *c) { atomic_store(&c->current, create(c, 1)); }

static void replace(struct shared *c) {
  struct settings *old = atomic_exchange(&c->current, create(c, (long)lab_self() + 2));
  discard(c, old);
}

static void look(struct shared *c) {
  struct settings *s = atomic_load(&c->current);
  c->reader[lab_self()].stale += s->check != ~s->number;
}

static void audit(const struct shared *c, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_STALE, c->reader[i].stale);
  lab_count(audit, LAB_OVERADMITTED, c->kept > KEPT);
}

static void teardown(struct shared *c) { discard(c, c->current); }

LAB_VARIANT(struct shared, .title = "yours to repair", .actors = {{"writer", replace}, {"reader", look}},
            .setup = setup, .audit = audit, .teardown = teardown, .per_actor = sizeof(struct reader), .ops = 50,
            .watch = {LAB_WATCH(struct shared, current)});

/*
 * Afterword: a hint, not the answer.  A count of readers inside the settings seems to be the natural thing: where does
 * a reader have to write in order to raise it, and who says that it is still there?
 *
 * fixed-ck-hp and fixed-ck-epoch have what it takes, and there are several writers here: each has a record of its own.
 * There is also a way with a lock, and it is worth knowing what that costs the readers.
 *
 * You are done when native, tsan and a run with more actors (--threads 4) all hold.  That they hold proves little: say
 * in two sentences why your version is right, and for each line that you added what would go wrong without it.
 */
