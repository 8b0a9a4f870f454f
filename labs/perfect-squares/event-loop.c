/* SPDX-License-Identifier: MIT */
/*
 * Perfect squares as callbacks of an event loop.
 *
 * How many perfect squares are there up to 1000, 2000, 5000, 3000 and 100?  Each number is tried in the slowest way
 * there is, so that there is work to do.  The results should be 31, 44, 70, 54 and 10, in the order of the questions.
 *
 * Question: how many times as fast as one after the other?
 *
 * Run: lab run perfect-squares/event-loop
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <uv.h>

enum { RANGES = 5 };

struct range {
  unsigned index;
  long up_to;
  long found;
  long tried;
  uv_idle_t idle;
};

struct squares {
  struct range ranges[RANGES];
};

static const long questions[RANGES] = {1000, 2000, 5000, 3000, 100};
static const long answers[RANGES] = {31, 44, 70, 54, 10};

static void setup(struct squares *s) {
  for (unsigned r = 0; r < RANGES; r++) {
    s->ranges[r].index = r;
    s->ranges[r].up_to = questions[r];
  }
}

static bool is_square(long n) {
  long root = 1;
  while (root < n && root * root != n)
    root++;
  return root * root == n;
}

static void count(uv_idle_t *idle) {
  struct range *range = idle->data;
  lab_lane("range", range->index);
  lab_lane_work(NULL);
  for (int step = 0; step < 50 && range->tried < range->up_to; step++)
    range->found += is_square(++range->tried);
  lab_lane_end();
  if (range->tried == range->up_to)
    uv_close((uv_handle_t *)idle, NULL);
}

static void run(struct squares *s) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  for (unsigned r = 0; r < RANGES; r++) {
    s->ranges[r].idle.data = &s->ranges[r];
    uv_idle_init(&loop, &s->ranges[r].idle);
    uv_idle_start(&s->ranges[r].idle, count);
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void audit(const struct squares *s, struct lab_audit *audit) {
  for (unsigned r = 0; r < RANGES; r++)
    lab_count(audit, s->ranges[r].found == 0 ? LAB_LOST : LAB_OUT_OF_ORDER, s->ranges[r].found != answers[r]);
}

LAB_VARIANT(struct squares, .title = "turns of an event loop", .work = run, .setup = setup, .audit = audit,
            .threads = 5, .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: not at all.  The five ranges take turns, fifty numbers each time, on one thread.  They are concurrent, all
 * are under way at the same time; they are not parallel, since there is one CPU at work.  An event loop saves waiting,
 * and here nobody waits.
 *
 * Without the turns the loop would be held up by each range until it is done.  That would take as long, but nobody else
 * would be served meanwhile: a calculation has to be cut into pieces by hand, or given to another thread.
 */
