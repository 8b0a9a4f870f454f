/* SPDX-License-Identifier: MIT */
/*
 * For tests only: labs that do to their host what no lab should, each at a moment that the test knows.
 *
 * A host counts the iterations that it runs.  In the one that LAB_TEST_WHEN names (0 is the first; the default is 4),
 * actor 0 misbehaves: in every host, or, where LAB_TEST_ONCE is a path, only in the first host that gets there (the
 * file is made then).
 */
#ifndef LAB_TESTS_ISOLATION_MOMENT_H
#define LAB_TESTS_ISOLATION_MOMENT_H

#include <fcntl.h>
#include <lab/lab.h>
#include <stdlib.h>
#include <unistd.h>

struct tries {
  long done[LAB_ACTORS_MAX];
};

static inline bool moment_has_come(void) {
  static unsigned long iteration;
  const char *when = getenv("LAB_TEST_WHEN"), *once = getenv("LAB_TEST_ONCE");
  if (lab_self() != 0 || iteration++ != (when ? strtoul(when, NULL, 10) : 4))
    return false;
  if (!once)
    return true;
  const int fd = open(once, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd >= 0)
    close(fd);
  return fd >= 0;
}

/* Every actor has done its operation: what is lost here was lost by the runner. */
static inline void audit_tries(const struct tries *tries, struct lab_audit *audit) {
  long total = 0;
  for (unsigned a = 0; a < lab_actors(); a++)
    total += tries->done[a];
  lab_expect_total(audit, total);
}

#endif
