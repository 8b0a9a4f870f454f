/* SPDX-License-Identifier: MIT */
// expect: FAIL duplicated
#include <lab/task.h>

#define PAGES 4

struct cache {
  long asked;
  long page[PAGES];
  long fetched[PAGES];
};

static long fetch(struct cache *c, long number) {
  c->fetched[number]++;
  lab_await_turn();
  return number + 1;
}

static void request(struct cache *c) {
  const long number = c->asked++ / 2 % PAGES;
  if (c->page[number] == 0) {
    const long page = fetch(c, number);
    if (c->page[number] == 0) /* unless somebody else has entered it */
      c->page[number] = page;
  }
}
