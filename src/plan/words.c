/* SPDX-License-Identifier: MIT */
#include "plan/words.h"
#include "plan/catalog.h"
#include "stats/record.h"
#include <stdio.h>
#include <string.h>

/*
 * Beside the names of tallies and incidents: ends of executions in the explorer; then what sanitizers report, as far as
 * it is like one of ours.
 */
static const char *const others[] = {
    LAB_HOLDS,
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

enum { OTHERS = sizeof others / sizeof *others, WORDS = LAB_TALLIES + LAB_INCIDENTS + OTHERS };

static void collect(const char *words[WORDS]) {
  size_t n = 0;
  for (int t = 0; t < LAB_TALLIES; t++)
    words[n++] = lab_tally_name((enum lab_tally)t);
  for (int i = 0; i < LAB_INCIDENTS; i++)
    words[n++] = lab_incident_name((enum lab_incident)i);
  memcpy(&words[n], others, sizeof others);
}

const char *lab_word_wrong(const char *word, size_t length, enum lab_engine engine) {
  const char *words[WORDS];
  char given[100];
  collect(words);
  snprintf(given, sizeof given, "%.*s", (int)(length < 99 ? length : 99), word);
  for (size_t w = 0; w < WORDS; w++)
    if (strcmp(words[w], given) == 0)
      return NULL;
  const char *near = lab_nearest(given, words, WORDS);
  return near ? near : engine == LAB_ENGINE_NATIVE ? "" : NULL;
}
