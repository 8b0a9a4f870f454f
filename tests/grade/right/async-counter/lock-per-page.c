/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/task.h>

#define PAGES 4

struct cache {
  long asked;
  long page[PAGES];
  long fetched[PAGES];
  struct lab_task_lock lock[PAGES];
};

static long fetch(struct cache *c, long number) {
  c->fetched[number]++;
  lab_await_turn();
  return number + 1;
}

static void request(struct cache *c) {
  const long number = c->asked++ / 2 % PAGES;
  lab_task_lock_acquire(&c->lock[number]);
  if (c->page[number] == 0)
    c->page[number] = fetch(c, number);
  lab_task_lock_release(&c->lock[number]);
}
