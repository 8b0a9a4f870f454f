/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}

static void nothing(const struct counter *c, struct lab_audit *audit) { (void)c, (void)audit; }

LAB_VARIANT(struct counter, .title = "mine", .actor = increment, .audit = nothing);
