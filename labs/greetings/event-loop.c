/* SPDX-License-Identifier: MIT */
/*
 * Greetings as timers of an event loop.
 *
 * Each of five actors says hello, waits for a unit of time, and says goodbye.  When all is done the log should have two
 * lines of each actor, its hello before its goodbye.
 *
 * Question: why does the log need no lock here?
 *
 * Run: lab run greetings/event-loop
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <uv.h>

enum word { HELLO = 1, GOODBYE };

struct line {
  unsigned actor;
  enum word word;
};

struct actor {
  unsigned index;
  struct greetings *greetings;
  uv_timer_t timer;
};

struct greetings {
  struct actor actors[LAB_ACTORS_MAX];
  unsigned n; /* lines in the log */
  struct line log[2 * LAB_ACTORS_MAX];
};

static void say(struct greetings *g, unsigned actor, enum word word) { g->log[g->n++] = (struct line){actor, word}; }

static void after(uv_timer_t *timer) {
  struct actor *self = timer->data;
  lab_lane("actor", self->index);
  lab_lane_end();
  say(self->greetings, self->index, GOODBYE);
  uv_close((uv_handle_t *)timer, NULL);
}

static void greet(uv_loop_t *loop, struct actor *self) {
  lab_lane("actor", self->index);
  say(self->greetings, self->index, HELLO);
  lab_lane_wait(NULL);
  self->timer.data = self;
  uv_timer_init(loop, &self->timer);
  uv_timer_start(&self->timer, after, lab_units_ms(1), 0);
}

static void run(struct greetings *g) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  for (unsigned i = 0; i < lab_actors(); i++) {
    g->actors[i] = (struct actor){.index = i, .greetings = g};
    greet(&loop, &g->actors[i]);
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
}

static void audit(const struct greetings *g, struct lab_audit *audit) {
  bool here[LAB_ACTORS_MAX] = {false};
  for (unsigned i = 0; i < g->n; i++) {
    lab_count(audit, LAB_OUT_OF_ORDER, here[g->log[i].actor] != (g->log[i].word == GOODBYE));
    here[g->log[i].actor] = g->log[i].word == HELLO;
  }
  lab_expect_total(audit, g->n);
}

LAB_VARIANT(struct greetings, .title = "timers of an event loop", .work = run, .audit = audit, .ops = 2, .threads = 5,
            .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: because one thread does it all.  Another callback can run only when this one has returned, so nothing can
 * come between n++ and the line that goes with it.
 *
 * The wait is where the function is cut in two: greet says hello and asks to be called again, after goes on.  Where a
 * coroutine would write "await sleep(1)", there is a callback in C.
 */
