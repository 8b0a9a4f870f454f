/* SPDX-License-Identifier: MIT */
/* Goes wrong only when the two take turns all the way: four preemptions, more than the bounds that are tried first. */
#include <lab/lab.h>

enum { ROUNDS = 3 };

struct ladder {
  int rung;
  int noise[2]; /* steps that do not matter */
};

static void climb(struct ladder *l, int parity) {
  for (int round = 0; round < ROUNDS; round++) {
    if (l->rung == 2 * round + parity)
      l->rung = 2 * round + parity + 1;
    l->noise[parity] += l->noise[1 - parity];
  }
}

static void even(struct ladder *l) { climb(l, 0); }
static void odd(struct ladder *l) { climb(l, 1); }

static void audit(const struct ladder *l, struct lab_audit *audit) {
  lab_count(audit, LAB_CROSSED, l->rung == 2 * ROUNDS);
}

LAB_VARIANT(struct ladder, .title = "taking turns", .actors = {{"even", even}, {"odd", odd}}, .audit = audit,
            .watch = {LAB_WATCH(struct ladder, rung)}, .expect = {.explore = LAB_CROSSES});
