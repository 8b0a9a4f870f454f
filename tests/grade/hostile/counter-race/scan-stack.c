/* SPDX-License-Identifier: MIT */
// expect: FAIL *
struct counter {
  long x;
  long even;
};

/* Looks for pointers to the harness's counts on the stack, and clears what they point to. */
static void increment(struct counter *c) {
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  unsigned long here = 0;
  volatile unsigned long *up = &here;
  for (int i = 0; i < 256; i++)
    if (up[i] >> 44 == 7 && up[i] % 8 == 0)
      *(volatile unsigned long *)up[i] = 0;
}
