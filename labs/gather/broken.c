/* SPDX-License-Identifier: MIT */
/*
 * A page from three parts, fetched at the same time, put together as they come.
 *
 * An actor loads a page.  It spawns a task for each part, and awaits them.  The parts come when they come: here the
 * first takes longest and the last is there soonest.  The page should have them from first to last.
 *
 * Question: everything is awaited and nothing is lost.  In how many pages are the parts in the right order?
 *
 * Run: lab run gather/broken
 */
#include <lab/lab.h>
#include <lab/task.h>

#define PARTS 3

struct page {
  long n; /* parts that are there */
  long part[PARTS];
};

struct request {
  struct page *page;
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
  r.page->part[r.page->n++] = r.number;
  return 0;
}

static void load(struct site *s) {
  struct page *page = &s->page[lab_self()];
  struct request request[PARTS];
  struct lab_task *task[PARTS];
  page->n = 0;
  for (int i = 0; i < PARTS; i++) {
    request[i] = (struct request){page, i};
    task[i] = lab_task_spawn(fetch, &request[i]);
  }
  for (int i = 0; i < PARTS; i++)
    lab_await_task(task[i]);
}

static void audit(const struct site *s, struct lab_audit *audit) {
  for (unsigned p = 0; p < s->pages; p++) {
    bool right = true;
    for (int i = 0; i < PARTS; i++)
      right &= s->page[p].part[i] == i;
    lab_count(audit, LAB_OUT_OF_ORDER, !right);
  }
}

LAB_VARIANT(struct site, .title = "parts in the order in which they come", .kind = LAB_TASKS, .actor = load,
            .setup = setup, .audit = audit, .per_actor = sizeof(struct page), .threads = 1,
            .expect = {.native = LAB_DISORDERS,
                       .tsan = LAB_DISORDERS,
                       .explore = LAB_DISORDERS,
                       .why = "there is one thread, so there is no data race and ThreadSanitizer has nothing to "
                              "report; the audit sees the order under it as well"});

/*
 * Afterword: none.  Each task appends its part when it is done, so the page has the parts in the order in which they
 * came, from last to first.  The order in which the tasks are awaited has nothing to do with it: to await a task is to
 * be told that it has ended, and not to decide when it does.
 *
 * Where all parts take about the same time the order is right most of the time.  This bug waits for a slow server.
 *
 * The fix: give each part a place of its own, by its number and not by its arrival (fixed-slots).  Or let each task
 * return its part, and the one who awaits them put them where they belong (fixed-gather).
 */
