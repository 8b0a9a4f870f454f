/* SPDX-License-Identifier: MIT */
/*
 * Greetings, a process each.
 *
 * Each of five actors says hello, waits for a unit of time, and says goodbye.  When all is done the log should have two
 * lines of each actor, its hello before its goodbye.
 *
 * Question: how does a line get from the child into the log of the parent?
 *
 * Run: lab run greetings/processes
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>
#include <sys/wait.h>
#include <unistd.h>

enum word { HELLO = 1, GOODBYE };

struct line {
  unsigned actor;
  enum word word;
};

struct greetings {
  unsigned n; /* lines in the log */
  struct line log[2 * LAB_ACTORS_MAX];
};

static void say(int out, unsigned actor, enum word word) {
  const struct line line = {actor, word};
  if (write(out, &line, sizeof line) != (ssize_t)sizeof line)
    _exit(1);
}

static void greet(int out, unsigned actor) {
  lab_lane("actor", actor);
  say(out, actor, HELLO);
  lab_sleep_units(1);
  say(out, actor, GOODBYE);
}

static void run(struct greetings *g) {
  int ends[2];
  if (pipe(ends) != 0)
    return;
  for (unsigned i = 0; i < lab_actors(); i++)
    if (fork() == 0) {
      greet(ends[1], i);
      _exit(0);
    }
  close(ends[1]);
  while (read(ends[0], &g->log[g->n], sizeof *g->log) == (ssize_t)sizeof *g->log)
    g->n++;
  close(ends[0]);
  while (wait(NULL) > 0)
    ;
}

static void audit(const struct greetings *g, struct lab_audit *audit) {
  bool here[LAB_ACTORS_MAX] = {false};
  for (unsigned i = 0; i < g->n; i++) {
    lab_count(audit, LAB_OUT_OF_ORDER, here[g->log[i].actor] != (g->log[i].word == GOODBYE));
    here[g->log[i].actor] = g->log[i].word == HELLO;
  }
  lab_expect_total(audit, g->n);
}

LAB_VARIANT(struct greetings, .title = "a process each, lines through a pipe", .work = run, .audit = audit, .ops = 2,
            .threads = 5, .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: it is written to a pipe.  What a child does to its variables stays in the child, so the log has to be made
 * by the one who reads it, and the pipe puts the lines in an order.  Small writes are not mixed: up to PIPE_BUF bytes
 * are written in one piece.  There is no lock, and nothing that could be forgotten to be locked.
 *
 * read returns 0 when nobody has the writing end any more, which is why the parent closes its own.  Forget that, and it
 * waits for itself for ever.
 */
