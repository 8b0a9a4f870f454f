/* SPDX-License-Identifier: MIT */
/*
 * A lock with a word for each reader, which others look at late in the search: until then its accesses are no steps.
 */
#include <lab/ck.h>
#include <lab/lab.h>

struct table {
  ck_brlock_t lock;
  long entry;
  long read; /* by the reader */
  ck_brlock_reader_t reader[];
};

static void setup(struct table *t) { ck_brlock_init(&t->lock); }

static void begin(struct table *t) { ck_brlock_read_register(&t->lock, &t->reader[lab_self()]); }
static void finish(struct table *t) { ck_brlock_read_unregister(&t->lock, &t->reader[lab_self()]); }

static void look_up(struct table *t) {
  ck_brlock_read_lock(&t->lock, &t->reader[lab_self()]);
  t->read = t->entry;
  ck_brlock_read_unlock(&t->reader[lab_self()]);
}

static void replace(struct table *t) {
  ck_brlock_write_lock(&t->lock);
  t->entry = 1;
  ck_brlock_write_unlock(&t->lock);
}

static void audit(const struct table *t, struct lab_audit *audit) { lab_count(audit, LAB_STALE, t->entry != 1); }

LAB_VARIANT(struct table, .title = "readers have a word each", .actors = {{"reader", look_up}, {"writer", replace}},
            .setup = setup, .begin = begin, .finish = finish, .audit = audit, .per_actor = sizeof(ck_brlock_reader_t),
            .expect = {.explore = LAB_HOLDS});
