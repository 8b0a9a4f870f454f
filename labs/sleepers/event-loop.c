/* SPDX-License-Identifier: MIT */
/*
 * Sleepers as timers of an event loop.
 *
 * Five sleepers: the first sleeps for one unit of time, the second for two, and so on.  When all of them have slept,
 * each should be awake.
 *
 * Question: how many threads does this take?
 *
 * Run: lab run sleepers/event-loop
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <uv.h>

struct nap {
  unsigned units; /* to sleep */
  bool over;
  uv_timer_t timer;
};

struct sleepers {
  unsigned n;
  struct nap naps[];
};

static void setup(struct sleepers *s) {
  s->n = lab_actors();
  for (unsigned i = 0; i < s->n; i++)
    s->naps[i].units = i + 1;
}

static void wake(uv_timer_t *timer) {
  struct nap *nap = timer->data;
  lab_lane("sleeper", nap->units - 1);
  lab_lane_end();
  nap->over = true;
  uv_close((uv_handle_t *)timer, NULL);
}

static void sleeper(uv_loop_t *loop, struct nap *nap) {
  lab_lane("sleeper", nap->units - 1);
  lab_lane_wait(NULL);
  nap->timer.data = nap;
  uv_timer_init(loop, &nap->timer);
  uv_timer_start(&nap->timer, wake, lab_units_ms(nap->units), 0);
}

static void run(struct sleepers *s) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  for (unsigned i = 0; i < s->n; i++)
    sleeper(&loop, &s->naps[i]);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void audit(const struct sleepers *s, struct lab_audit *audit) {
  long awake = 0;
  for (unsigned i = 0; i < s->n; i++)
    awake += s->naps[i].over;
  lab_expect_total(audit, awake);
}

LAB_VARIANT(struct sleepers, .title = "timers of an event loop", .work = run, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct nap), .threads = 5, .iterations = 10,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: one.  A sleeper is cut in two: what comes before the sleep, and what comes after it (wake).  In between
 * there is no thread that waits, only an entry in a list of timers.  The loop waits for all of them at once, in one
 * system call, and calls whoever is due.  Ten thousand sleepers would be ten thousand entries.
 *
 * What is cut in two has to keep by itself what a thread keeps on its stack, which is why the timer is in struct nap.
 *
 * Only one callback runs at a time, so over needs no lock.  For the same reason a callback must not block: while it
 * sleeps, nobody else is woken.  See blocking-loop.
 *
 * Timers of libuv count whole milliseconds, and start from the time at which the loop last looked at the clock.  A
 * sleep can be off by a millisecond, either way.
 */
