/* SPDX-License-Identifier: MIT */
/*
 * Greetings, one after the other.
 *
 * Each of five actors says hello, waits for a unit of time, and says goodbye.  When all is done the log should have two
 * lines of each actor, its hello before its goodbye.
 *
 * Question: in which order are the ten lines?
 *
 * Run: lab run greetings/sequential
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>

enum word { HELLO = 1, GOODBYE };

struct line {
  unsigned actor;
  enum word word;
};

struct greetings {
  unsigned n; /* lines in the log */
  struct line log[2 * LAB_ACTORS_MAX];
};

static void say(struct greetings *g, unsigned actor, enum word word) { g->log[g->n++] = (struct line){actor, word}; }

static void greet(struct greetings *g, unsigned actor) {
  lab_lane("actor", actor);
  say(g, actor, HELLO);
  lab_sleep_units(1);
  say(g, actor, GOODBYE);
}

static void run(struct greetings *g) {
  for (unsigned i = 0; i < lab_actors(); i++)
    greet(g, i);
}

static void audit(const struct greetings *g, struct lab_audit *audit) {
  bool here[LAB_ACTORS_MAX] = {false};
  for (unsigned i = 0; i < g->n; i++) {
    lab_count(audit, LAB_OUT_OF_ORDER, here[g->log[i].actor] != (g->log[i].word == GOODBYE));
    here[g->log[i].actor] = g->log[i].word == HELLO;
  }
  lab_expect_total(audit, g->n);
}

LAB_VARIANT(struct greetings, .title = "one after the other", .work = run, .audit = audit, .ops = 2, .threads = 5,
            .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: hello, goodbye, hello, goodbye, and so on, in five units.  The order is that of the statements, always.
 * That is what one gives up for being faster: in the other variants all say hello before anybody says goodbye, and who
 * comes first among them is nobody's promise.
 */
