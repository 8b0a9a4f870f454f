/* SPDX-License-Identifier: MIT */
// expect: FAIL *
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  const unsigned long size = 1ul << (24 + c->x % 2);
  volatile char frame[size];
  for (unsigned long i = 0; i < size; i += 512)
    frame[i] = 0;
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
