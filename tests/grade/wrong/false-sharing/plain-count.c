/* SPDX-License-Identifier: MIT */
// expect: FAIL lost
struct tally {
  unsigned long below;
};

struct server {
  long limit;
  long passed;
  struct tally tally[];
};

static void setup(struct server *s) { s->limit = 100; }

static void work(struct server *s) {
  if (lab_self() == 0)
    s->passed++;
  else
    s->passed += 50 < s->limit;
}
