/* SPDX-License-Identifier: MIT */
#include "plan/words.h"
#include "plan/catalog.h"
#include <stdio.h>
#include <string.h>

/* Audits, incidents, ends of executions in the explorer; then what sanitizers report, as far as it is like one of ours.
 */
static const char *const words[] = {
    LAB_HOLDS,
    LAB_LOSES_UPDATES,
    LAB_DUPLICATES,
    LAB_CROSSES,
    LAB_TEARS,
    LAB_GOES_STALE,
    LAB_OVERDRAWS,
    LAB_OVERADMITS,
    LAB_DISORDERS,
    LAB_DEADLOCK,
    LAB_HANG,
    LAB_CRASH,
    LAB_EXIT,
    "corrupt",
    "output-flood",
    "livelock",
    "assert",
    "abort",
    "misuse",
    "fail",
    "double-free",
    LAB_DATA_RACE,
    LAB_LOCK_ORDER,
    LAB_USE_AFTER_FREE,
    LAB_MUTEX_BAD_UNLOCK,
    "data-race-vptr",
    "heap-use-after-free-vptr",
    "thread-leak",
    "mutex-destroy-locked",
    "mutex-double-lock",
    "mutex-invalid-access",
    "mutex-bad-read-lock",
    "mutex-bad-read-unlock",
    "mutex-misuse",
    "rwlock-misuse",
    "condition-misuse",
    "semaphore-misuse",
    "barrier-misuse",
    "thread-api-misuse",
    "signal-unsafe-call",
    "errno-in-signal-handler",
    "heap-buffer-overflow",
    "stack-buffer-overflow",
    "stack-buffer-underflow",
    "global-buffer-overflow",
    "dynamic-stack-buffer-overflow",
    "stack-use-after-return",
    "stack-use-after-scope",
    "use-after-poison",
    "container-overflow",
    "stack-overflow",
    "bad-free",
};

const char *lab_word_wrong(const char *word, size_t length, enum lab_engine engine) {
  const size_t n = sizeof words / sizeof *words;
  char given[100];
  snprintf(given, sizeof given, "%.*s", (int)(length < 99 ? length : 99), word);
  for (size_t w = 0; w < n; w++)
    if (strcmp(words[w], given) == 0)
      return NULL;
  const char *near = lab_nearest(given, words, n);
  return near ? near : engine == LAB_ENGINE_NATIVE ? "" : NULL;
}
