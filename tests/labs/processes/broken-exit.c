/* SPDX-License-Identifier: MIT */
/* For tests: a process ends with a status of its own, 0 of all. */
#include <lab/lab.h>
#include <unistd.h>

struct state {
  int unused;
};

static void leave(struct state *s) {
  (void)s;
  _exit(0);
}

LAB_VARIANT(struct state, .title = "leaves with status 0", .kind = LAB_PROCESSES, .actor = leave,
            .expect = {.native = LAB_EXIT, .tsan = LAB_EXIT});
