/* SPDX-License-Identifier: MIT */
/* For tests: processes that may be killed are there again in the next iteration. */
#include <lab/lab.h>
#include <signal.h>
#include <stdatomic.h>

struct state {
  atomic_long lived;
};

static void act(struct state *s) {
  atomic_fetch_add(&s->lived, 1);
  raise(SIGKILL);
}

static void audit(const struct state *s, struct lab_audit *audit) {
  lab_count(audit, LAB_LOST, s->lived != lab_actors());
}

LAB_VARIANT(struct state, .title = "killed with leave", .kind = LAB_PROCESSES, .mortal = true, .actor = act,
            .audit = audit, .ops = 3, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});
