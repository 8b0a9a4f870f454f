/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/task.h>

#define PAGES 4

struct cache;

struct order {
  struct cache *cache;
  long number;
};

struct cache {
  long asked;
  long page[PAGES];
  long fetched[PAGES];
  struct order order[PAGES];
  struct lab_task *fetching[PAGES];
};

static long fetch(struct cache *c, long number) {
  c->fetched[number]++;
  lab_await_turn();
  return number + 1;
}

static long run(void *argument) {
  const struct order *o = argument;
  return fetch(o->cache, o->number);
}

static void request(struct cache *c) {
  const long number = c->asked++ / 2 % PAGES;
  if (!c->fetching[number]) {
    c->order[number] = (struct order){c, number};
    c->fetching[number] = lab_task_spawn(run, &c->order[number]);
  }
  if (c->page[number] == 0)
    c->page[number] = lab_await_task(c->fetching[number]);
}
