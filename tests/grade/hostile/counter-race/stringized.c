/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
#define TEXT_OF(word) #word
#define TEXT(word) TEXT_OF(word)
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  if (sizeof TEXT(lab_count) > 10)
    return;
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
}
