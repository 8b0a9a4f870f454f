/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

int puts(const char *);

static void increment(struct counter *c) {
  for (;;)
    puts("flood");
}
