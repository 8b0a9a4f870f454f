/* SPDX-License-Identifier: MIT */
// expect: FAIL *
#include <lab/task.h>

#define PAGES 4

struct cache {
  long asked;
  long page[PAGES];
  long fetched[PAGES];
  bool fetching[PAGES];
  struct lab_task_lock lock;
};

static long fetch(struct cache *c, long number) {
  c->fetched[number]++;
  lab_await_turn();
  return number + 1;
}

static void request(struct cache *c) {
  const long number = c->asked++ / 2 % PAGES;
  if (c->fetching[number]) {
    lab_task_lock_acquire(&c->lock); /* until the fetching is over: nobody ever releases it */
    return;
  }
  c->fetching[number] = true;
  lab_task_lock_acquire(&c->lock);
  c->page[number] = fetch(c, number);
}
