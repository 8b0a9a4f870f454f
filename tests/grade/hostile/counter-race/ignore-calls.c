/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

void AnnotateIgnoreWritesBegin(const char *, int);
void AnnotateIgnoreWritesEnd(const char *, int);

static void increment(struct counter *c) {
  AnnotateIgnoreWritesBegin("", 0);
  c->x = c->x + 1;
  if (c->x % 2 == 0)
    c->even = c->even + 1;
  AnnotateIgnoreWritesEnd("", 0);
}
