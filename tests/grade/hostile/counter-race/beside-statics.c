/* SPDX-License-Identifier: MIT */
// expect: NO PASS
struct counter {
  long x;
  long even;
};

static long mine[4];

/* What lies beside the submission's own data: that of the harness. */
static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  volatile long *beside = mine;
  for (long i = -4096; i < 4096; i++)
    beside[i] = 0;
}
