/* SPDX-License-Identifier: MIT */
/*
 * x = x + 1, with an await in the middle that does not show.
 *
 * Tasks share one counter, on one thread.  Each of them adds one to it, a hundred times, and keeps a log of it.  When
 * all of them are done the counter should have gone up by a hundred for each.
 *
 * Question: cover the function note with your hand.  Is increment right?
 *
 * Run: lab run async-counter/broken-hidden
 */
#include <lab/lab.h>
#include <lab/task.h>

struct counter {
  long x;
  long noted; /* lines in the log */
};

static void note(struct counter *c) {
  c->noted = c->noted + 1;
  if (c->noted % 10 == 0)
    lab_await_turn(); /* until ten lines are on disk */
}

static void increment(struct counter *c) {
  const long seen = c->x;
  note(c);
  c->x = seen + 1;
}

static void audit(const struct counter *c, struct lab_audit *audit) { lab_expect_total(audit, c->x); }

LAB_VARIANT(
    struct counter, .title = "read, log, write", .kind = LAB_TASKS, .actor = increment, .audit = audit, .ops = 100,
    .watch = {LAB_WATCH(struct counter, x), LAB_WATCH(struct counter, noted)},
    .expect = {
        .native = LAB_LOSES_UPDATES,
        .tsan = LAB_LOSES_UPDATES,
        .explore = LAB_HOLDS "|" LAB_LOSES_UPDATES,
        .why = "there is one thread, so there is no data race and ThreadSanitizer has nothing to "
               "report; the audit counts the loss under it as well; explore: it takes six increments each (--ops 6)"});

/*
 * Afterword: increment is right nine times out of ten.  At the tenth line note lets the other task run, which does nine
 * increments before it has a tenth line of its own.  Then the first one writes what it has made of the old value, and
 * the nine are gone.  There are ten times fewer awaits than in broken, and nearly as much is lost.  A test that makes
 * one increment, or nine, passes.
 *
 * In Python, JavaScript, C# and Rust a function that may await must be awaited, so the place shows: increment would
 * have to say "await note()".  That is what people mean when they complain that functions have colours, and it is also
 * what the colours are good for.  With coroutines that need no such word (Lua, Go, gevent, and these here) any call
 * may be the place, and a function that starts to await one day breaks callers who were right until then.
 *
 * The fix: do not carry a shared value across a call that you have not read.  Read x after the call, as in
 * fixed-await-first, or write it before.
 */
