/* SPDX-License-Identifier: MIT */
/*
 * For tests only: labs whose tasks do what no task should, each in the fifth iteration (index 4) that a host runs.
 */
#ifndef LAB_TESTS_TASKS_MOMENT_H
#define LAB_TESTS_TASKS_MOMENT_H

#include <lab/lab.h>
#include <lab/task.h>
#include <stdlib.h>

struct tries {
  bool now; /* the fifth */
  long done[LAB_ACTORS_MAX];
  struct lab_task_lock lock;
};

static inline void setup_tries(struct tries *tries) {
  static unsigned long iteration;
  tries->now = iteration++ == 4;
}

/* Every actor has done its operation: what is lost here was lost by the runner. */
static inline void audit_tries(const struct tries *tries, struct lab_audit *audit) {
  long total = 0;
  for (unsigned a = 0; a < lab_actors(); a++)
    total += tries->done[a];
  lab_expect_total(audit, total);
}

#endif
