/* SPDX-License-Identifier: MIT */
/*
 * A limit that all read, beside a count that one writes: yours to make faster.
 *
 * A server has a limit, which is set once, and a count of what it has let through.  The first actor lets requests
 * through and counts them.  All others ask whether their size is below the limit, and count for themselves how often it
 * was. Nobody but the first writes to the count, nobody at all writes to the limit.
 *
 * Change the state, and nothing else, so that asking for the limit costs what it should: near nothing.
 *
 * Question: the limit never changes.  Why is it slow to read?
 *
 * Run: lab run false-sharing/exercise
 */
#include <lab/lab.h>
#include <stdatomic.h>

struct tally {
  unsigned long below;
};

struct server {
  long limit;
  atomic_long passed;
  struct tally tally[]; /* one per actor */
};

static void setup(struct server *s) { s->limit = 100; }

static void work(struct server *s) {
  if (lab_self() == 0)
    atomic_fetch_add(&s->passed, 1);
  else
    s->tally[lab_self()].below += 50 < s->limit;
}

static void audit(const struct server *s, struct lab_audit *audit) {
  unsigned long done = (unsigned long)s->passed;
  for (unsigned i = 1; i < lab_actors(); i++)
    done += s->tally[i].below;
  lab_expect_total(audit, (long)done);
}

LAB_VARIANT(struct server, .title = "yours to make faster", .actor = work, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct tally), .ops = 1000, .watch = {LAB_WATCH(struct server, limit)});

/*
 * Afterword: a hint, not the answer.  Reading is cheap as long as the line stays in the reader's cache.  Who takes it
 * away, and what for?  Two things have to move apart from the count, and only one of them is the limit.
 *
 * Measure before and after, a few times, with --threads 2 and with more; write down how large your state has become.
 * Times depend on where the actors run, so compare within one run: copy this file, give the copy another name, and run
 * both together.
 */
