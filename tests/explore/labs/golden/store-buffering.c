/* SPDX-License-Identifier: MIT */
#include <lab/lab.h>

struct pair {
  int x, y, seen_x, seen_y;
};

static void first(struct pair *p) {
  p->x = 1;
  p->seen_y = p->y;
}
static void second(struct pair *p) {
  p->y = 1;
  p->seen_x = p->x;
}
static void audit(const struct pair *p, struct lab_audit *audit) { lab_observe(audit, p->seen_x, p->seen_y); }

LAB_VARIANT(struct pair, .title = "store buffering", .actors = {{"first", first}, {"second", second}}, .audit = audit,
            .outcomes = {{{0, 1}, LAB_ACCEPTABLE, "second was first"},
                         {{1, 0}, LAB_ACCEPTABLE, "first was first"},
                         {{1, 1}, LAB_ACCEPTABLE, "both had stored"},
                         {{0, 0}, LAB_INTERESTING, "neither store was visible yet"}},
            .expect = {.explore = LAB_HOLDS});
