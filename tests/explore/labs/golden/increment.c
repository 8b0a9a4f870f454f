/* SPDX-License-Identifier: MIT */
/* Load and store, unprotected: the interleavings can be counted by hand. */
#include <lab/lab.h>

struct counter {
  long x;
};

static void increment(struct counter *c) { c->x = c->x + 1; }
static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(struct counter, .title = "x = x + 1", .actor = increment, .audit = audit,
            .watch = {LAB_WATCH(struct counter, x)}, .expect = {.explore = LAB_LOSES_UPDATES});
