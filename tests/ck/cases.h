/* SPDX-License-Identifier: MIT */
/*
 * The cases of tests/ck: each uses one structure of Concurrency Kit rightly, or with a true race beside it.
 *
 * Whether a case reports must not depend on timing.  A racy case therefore ends with accesses that no later operation
 * of their threads orders, or has them on two sides of meet(), which makes them happen in one order and orders nothing
 * for the sanitizer.
 */
#ifndef LAB_TESTS_CK_CASES_H
#define LAB_TESTS_CK_CASES_H

#include <lab/ck.h>
#include <stdint.h>

enum { CK_THREADS = 3, CK_ROUNDS = 300 };

struct ck_case {
  const char *name;
  void (*setup)(void);
  void (*run)(unsigned self, bool racy); /* by each thread, 0 to CK_THREADS - 1 */
  bool (*check)(void);                   /* after all: did the structure do its work? */
  enum {
    EITHER_WAY,
    ANNOTATED_ONLY, /* not for the shim: part of it is in libck.a, or it reads what it does not own, by design */
    VISIBLE_ONLY    /* for LAB_CK_VISIBLE: what takes it is not what lets it go */
  } how;
};

/* Each ends with a name of NULL. */
extern const struct ck_case ck_lock_cases[], ck_rwlock_cases[], ck_message_cases[], ck_reclaim_cases[];

/* All threads wait here for each other, unseen by the sanitizer. */
void meet(void);

extern long guarded; /* protected by what the case is about */
extern long bare;    /* protected by nothing */

#define UNTIL(condition)                                                                                               \
  while (!(condition))                                                                                                 \
  ck_pr_stall()

/* The end of every case about exclusion: written by all threads, after the last operation that could order it. */
static inline void touch_bare(bool racy) {
  if (racy)
    bare = bare + 1;
}

static inline bool guarded_is_complete(void) { return guarded == (long)CK_THREADS * CK_ROUNDS; }

#endif
