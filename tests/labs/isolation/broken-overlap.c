/* SPDX-License-Identifier: MIT */
/*
 * For tests only: iterations that overlap, many to a batch, and one of which crashes.  Not exclusive on purpose.
 */
#include "moment.h"

struct cell {
  long done[2];
};

static int *volatile address;

static void act(struct cell *cell) {
  if (moment_has_come())
    *address = 1;
  cell->done[lab_self() & 1] = 1;
}

static void audit(const struct cell *cell, struct lab_audit *audit) {
  lab_expect_total(audit, cell->done[0] + cell->done[1]);
}

LAB_VARIANT(struct cell, .title = "crashes in the middle of a batch", .actor = act, .audit = audit,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
