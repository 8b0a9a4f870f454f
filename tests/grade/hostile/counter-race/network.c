/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

int socket(int, int, int);

static void increment(struct counter *c) {
  socket(2, 1, 0);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
