/* SPDX-License-Identifier: MIT */
/*
 * The first who misses a page fetches it: yours to repair.
 *
 * Tasks share a small cache, on one thread.  Each of them asks for the pages in turn, a hundred requests in all.  A
 * page that is not in the cache is fetched from a server, which takes a while.  Each page should be fetched once.
 *
 * Change the state and the actor so that this holds.  Leave fetch and the audit as strict as they are, and let requests
 * for different pages be under way at the same time.
 *
 * Question: what should the second task do that misses a page while the first one is fetching it?
 *
 * Run: lab run async-counter/exercise
 */
#include <lab/lab.h>
#include <lab/task.h>

#define PAGES 4

struct cache {
  long asked;
  long page[PAGES];    /* 0: not in the cache */
  long fetched[PAGES]; /* how often the server was asked for it */
};

static long fetch(struct cache *c, long number) {
  c->fetched[number]++;
  lab_await_turn();
  return number + 1;
}

static void request(struct cache *c) {
  const long number = c->asked++ / 2 % PAGES;
  if (c->page[number] == 0)
    c->page[number] = fetch(c, number);
}

static void audit(const struct cache *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->asked);
  for (int i = 0; i < PAGES; i++) {
    lab_count(audit, LAB_DUPLICATED, c->fetched[i] > 1 ? (unsigned long)c->fetched[i] - 1 : 0);
    lab_count(audit, LAB_LOST, c->asked > 2 * i && c->page[i] != i + 1);
  }
}

LAB_VARIANT(struct cache, .title = "yours to repair", .kind = LAB_TASKS, .actor = request, .audit = audit, .ops = 100,
            .watch = {LAB_WATCH(struct cache, asked)});

/*
 * Afterword: a hint, not the answer.  Between the look into the cache and the entry there is an await, and whoever
 * comes meanwhile finds the page missing as well.  It is the check-then-act of threads, and a server that becomes slow
 * gets the more requests for the same page the slower it is.
 *
 * One lock around it all repairs the count and breaks the other condition.  A lock per page is better.  Better still,
 * let the cache hold the fetching instead of the page: lab_task_spawn gives you something that can stand in the cache
 * at once, before any await, and any number of tasks can await it.
 */
