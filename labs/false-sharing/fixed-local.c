/* SPDX-License-Identifier: MIT */
/*
 * Each worker keeps its own statistics: added up in private.
 *
 * Every actor counts the requests that it has served and the bytes that it has sent, in a structure that nobody else
 * touches while it is at work.  The structures stand side by side in one array.
 *
 * Question: the structures stand side by side again.  Why does it no longer matter?
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

static _Thread_local struct stats mine; /* what this actor has done since it began */

static void begin(struct server *s) {
  (void)s;
  mine = (struct stats){0};
}

static void serve(struct server *s) {
  (void)s;
  mine.requests = mine.requests + 1;
  mine.bytes = mine.bytes + 512;
}

static void finish(struct server *s) { s->stats[lab_self()] = mine; }

static void audit(const struct server *s, struct lab_audit *audit) {
  long requests = 0;
  for (unsigned i = 0; i < s->workers; i++)
    requests += s->stats[i].requests;
  lab_expect_total(audit, requests);
}

LAB_VARIANT(struct server, .title = "private sums, stored at the end", .actor = serve, .setup = setup, .begin = begin,
            .finish = finish, .audit = audit, .per_actor = sizeof(struct stats), .ops = 1000,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the line is written once by each actor, when all its work is done, and not at each request.  It still
 * travels, a few times in all.
 *
 * This is the better cure where it can be had.  It works for any number of actors, wastes no memory, and needs to know
 * nothing of cache lines.  Often it is a matter of style: add up in a local variable, and store the sum when the loop
 * is over.  Here the sums outlive one call, so they are thread-local.
 *
 * The price: whoever looks at the statistics while the actors are at work sees nothing of what they have done.  If
 * somebody has to, store now and then, or take fixed-padded.  And such a reader needs atomic members, relaxed ones: a
 * plain read beside a write is a data race, however private the counter is otherwise.
 */
