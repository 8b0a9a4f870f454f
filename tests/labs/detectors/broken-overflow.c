/* SPDX-License-Identifier: MIT */
/* A sum that an int cannot hold. */
#include <lab/lab.h>
#include <limits.h>

struct meter {
  int reading[2];
};

static void setup(struct meter *m) { m->reading[0] = m->reading[1] = INT_MAX; }
static void advance(struct meter *m) { m->reading[lab_self()] = m->reading[lab_self()] + 1; }
static void audit(const struct meter *m, struct lab_audit *audit) { lab_count(audit, LAB_TORN, m->reading[0] == 1); }

LAB_VARIANT(struct meter, .title = "signed overflow", .actor = advance, .setup = setup, .audit = audit,
            .expect = {.asan = "signed-integer-overflow", .why = "the others look at something else"});
