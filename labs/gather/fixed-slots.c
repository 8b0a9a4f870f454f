/* SPDX-License-Identifier: MIT */
/*
 * A page from three parts, fetched at the same time, each put into its place.
 *
 * An actor loads a page.  It spawns a task for each part, and awaits them.  The parts come when they come: here the
 * first takes longest and the last is there soonest.  The page should have them from first to last.
 *
 * Question: three tasks write into one page, without a lock.  Why can they not disturb one another?
 *
 * Run: lab run gather/fixed-slots
 */
#include <lab/lab.h>
#include <lab/task.h>

#define PARTS 3

struct page {
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
  r.page->part[r.number] = r.number;
  return 0;
}

static void load(struct site *s) {
  struct page *page = &s->page[lab_self()];
  struct request request[PARTS];
  struct lab_task *task[PARTS];
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

LAB_VARIANT(struct site, .title = "a place for each part", .kind = LAB_TASKS, .actor = load, .setup = setup,
            .audit = audit, .per_actor = sizeof(struct page), .threads = 1,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: who comes when does not matter any more, because each task writes to a place that no other one touches.
 * That would be right with threads as well: different places, and the page is read when all are done.
 *
 * Who spawns the tasks must keep request and page alive until the last of them has ended, and does, by awaiting all of
 * them.  broken-left-behind shows what happens otherwise.
 */
