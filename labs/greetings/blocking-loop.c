/* SPDX-License-Identifier: MIT */
/*
 * Greetings on an event loop, with a wait that blocks.
 *
 * Each of five actors says hello, waits for a unit of time, and says goodbye.  When all is done the log should have two
 * lines of each actor, its hello before its goodbye.
 *
 * Question: the log is right.  What is wrong?
 *
 * Run: lab run greetings/blocking-loop
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

static void greet(uv_timer_t *timer) {
  struct actor *self = timer->data;
  lab_lane("actor", self->index);
  say(self->greetings, self->index, HELLO);
  lab_sleep_units(1);
  say(self->greetings, self->index, GOODBYE);
  uv_close((uv_handle_t *)timer, NULL);
}

static void run(struct greetings *g) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  for (unsigned i = 0; i < lab_actors(); i++) {
    g->actors[i] = (struct actor){.index = i, .greetings = g};
    g->actors[i].timer.data = &g->actors[i];
    uv_timer_init(&loop, &g->actors[i].timer);
    uv_timer_start(&g->actors[i].timer, greet, 0, 0);
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

LAB_VARIANT(struct greetings, .title = "an event loop whose callbacks sleep", .work = run, .audit = audit, .ops = 2,
            .threads = 5, .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: the time: five units, as in sequential.  The callback sleeps, and with it the only thread that there is,
 * so nobody else can be called.  An event loop is fast as long as everybody gives the thread back instead of waiting.
 *
 * It need not be a sleep.  A read from a file, a name looked up with getaddrinfo, a mutex that somebody holds, or a
 * long calculation has the same effect, and the log looks right in all of them.  Only the time tells.
 */
