/* SPDX-License-Identifier: MIT */
/* For tests: a process is killed and nobody said that it may be. */
#include <lab/lab.h>
#include <signal.h>

struct state {
  int unused;
};

static void die(struct state *s) {
  (void)s;
  raise(SIGKILL);
}

LAB_VARIANT(struct state, .title = "killed without leave", .kind = LAB_PROCESSES, .actor = die,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
