/* SPDX-License-Identifier: MIT */
/*
 * A page from three parts, fetched at the same time, gathered in the order in which they were asked for.
 *
 * An actor loads a page.  It spawns a task for each part, and awaits them.  The parts come when they come: here the
 * first takes longest and the last is there soonest.  The page should have them from first to last.
 *
 * Question: when is the first part in the page: when it has come, or when all have?
 *
 * Run: lab run gather/fixed-gather
 */
#include <lab/lab.h>
#include <lab/task.h>

#define PARTS 3

struct page {
  long part[PARTS];
};

struct request {
  long number;
};

struct site {
  unsigned pages;
  struct page page[]; /* one per actor */
};

static void setup(struct site *s) { s->pages = lab_actors(); }

static long fetch(void *argument) {
  const struct request r = *(const struct request *)argument;
  for (long turn = r.number; turn < PARTS; turn++)
    lab_await_turn();
  return r.number;
}

static void load(struct site *s) {
  struct page *page = &s->page[lab_self()];
  struct request request[PARTS];
  struct lab_task *task[PARTS];
  for (int i = 0; i < PARTS; i++) {
    request[i] = (struct request){i};
    task[i] = lab_task_spawn(fetch, &request[i]);
  }
  lab_gather(task, PARTS, page->part);
}

static void audit(const struct site *s, struct lab_audit *audit) {
  for (unsigned p = 0; p < s->pages; p++) {
    bool right = true;
    for (int i = 0; i < PARTS; i++)
      right &= s->page[p].part[i] == i;
    lab_count(audit, LAB_OUT_OF_ORDER, !right);
  }
}

LAB_VARIANT(struct site, .title = "gathered, in the order of the requests", .kind = LAB_TASKS, .actor = load,
            .setup = setup, .audit = audit, .per_actor = sizeof(struct page), .threads = 1,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: a task returns its part, and lab_gather, when all have ended, puts each result where its task stands in
 * the list.  The tasks know nothing of the page, and nobody but load writes to it.
 *
 * Until all have come the page has none of them.  Who wants to show the first part as soon as it is there awaits them
 * one after the other, from the first: they are under way at the same time all the same.
 *
 * It is the asyncio.gather of Python, the Promise.all of JavaScript and the join_all of Rust.  Each of them promises
 * the order of the inputs, whatever the order of the ends.  What they do when a task fails is another matter
 * (broken-left-behind).
 */
