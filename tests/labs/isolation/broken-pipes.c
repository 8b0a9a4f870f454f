/* SPDX-License-Identifier: MIT */
/*
 * For tests only: an actor and its child, both reading from a pipe that nobody else has.
 */
#include "moment.h"

/* The child inherits both ends, so no end of file wakes it either. */
static void wait_for_each_other(void) {
  int pipes[2];
  char byte;
  if (pipe(pipes) != 0)
    abort();
  fork();
  while (read(pipes[0], &byte, 1) < 0)
    ;
}

static void act(struct tries *tries) {
  if (moment_has_come())
    wait_for_each_other();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "reads what nobody writes", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_DEADLOCK, .tsan = LAB_DEADLOCK});
