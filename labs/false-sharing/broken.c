/* SPDX-License-Identifier: MIT */
/*
 * Each worker keeps its own statistics: side by side.
 *
 * Every actor counts the requests that it has served and the bytes that it has sent, in a structure that nobody else
 * touches while it is at work.  The structures stand side by side in one array.
 *
 * Question: no two actors touch the same variable.  What is left to share?
 *
 * Run: lab run false-sharing
 */
#include <lab/lab.h>

struct stats {
  long requests, bytes;
};

struct server {
  unsigned workers;
  struct stats stats[]; /* one per actor, written by that actor only */
};

static void setup(struct server *s) { s->workers = lab_actors(); }

static void serve(struct server *s) {
  struct stats *mine = &s->stats[lab_self()];
  mine->requests = mine->requests + 1;
  mine->bytes = mine->bytes + 512;
}

static void audit(const struct server *s, struct lab_audit *audit) {
  long requests = 0;
  for (unsigned i = 0; i < s->workers; i++)
    requests += s->stats[i].requests;
  lab_expect_total(audit, requests);
}

LAB_VARIANT(struct server, .title = "statistics side by side", .actor = serve, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct stats), .ops = 1000,
            .expect = {
                .native = LAB_HOLDS,
                .tsan = LAB_HOLDS,
                .explore = LAB_HOLDS,
                .why = "nothing is lost and nothing races: what is broken is the time, see ns/op beside fixed-padded"});

/*
 * Afterword: the cache line.  A structure takes 16 bytes here, a cache line on x86 has 64, so up to four actors have
 * their statistics in one line.
 *
 * Caches know lines and not variables.  A CPU that writes to a line must have it to itself, and takes it from whoever
 * has it.  So the line goes to and fro, at each trip as if the actors shared a counter, and not one of them ever reads
 * what another wrote.  That is false sharing.
 *
 * The result is right.  No test fails, no tool that looks for races has anything to say, and nothing in the source
 * tells.  What it costs depends on the machine, on how far apart the CPUs are, and on where the memory happens to
 * begin: a structure added somewhere else may cure or cause it.  On one CPU it costs nothing.
 *
 * It is found by counting: a program that gets no faster with more threads, and a profiler that names cache lines (perf
 * c2c).
 *
 * The fix: a line for each (fixed-padded), or to keep the sums somewhere else while at work (fixed-local).
 */
