/* SPDX-License-Identifier: MIT */
#include "engines/explore/outcome.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

LAB_ENGINE struct lab_endings lab_endings = {.n = 0};
LAB_ENGINE struct lab_ending lab_ending_now = {.end = 0};
static LAB_ENGINE uint16_t slots[4 * LAB_X_OUTCOMES] = {0}; /* index + 1 by hash */

bool lab_end_has_place(enum lab_end end) {
  return end > LAB_END_LIVELOCK && end < LAB_END_FAILURES_ && end != LAB_END_STEPS;
}

const char *lab_end_name(enum lab_end end) {
  static const char *const names[LAB_ENDS] = {
      [LAB_END_DONE] = "holds",
      [LAB_END_EXIT] = "exit",
      [LAB_END_DEADLOCK] = "deadlock",
      [LAB_END_LIVELOCK] = "livelock",
      [LAB_END_ASSERT] = "assert",
      [LAB_END_ABORT] = "abort",
      [LAB_END_CRASH] = "crash",
      [LAB_END_FREED] = "heap-use-after-free",
      [LAB_END_OUTSIDE] = "heap-buffer-overflow",
      [LAB_END_GONE] = "stack-use-after-return",
      [LAB_END_DOUBLE] = "double-free",
      [LAB_END_MISUSE] = "misuse",
      [LAB_END_FAIL] = "fail",
      [LAB_END_STUCK] = "hang",
      [LAB_END_STEPS] = "step-bound",
      [LAB_END_LIMIT] = "not-modelled",
      [LAB_END_ASSUME] = "assume",
      [LAB_END_ASLEEP] = "redundant",
      [LAB_END_FUTILE] = "futile",
      [LAB_END_BOUND] = "cut",
  };
  return names[end] ? names[end] : "?";
}

void lab_endings_clear(void) {
  for (uint32_t n = 0; n < lab_endings.n; n++) {
    free(lab_endings.all[n].path);
    free(lab_endings.all[n].steps);
  }
  lab_endings.n = 0;
  lab_endings.dropped = 0;
  memset(slots, 0, sizeof slots);
}

static uint64_t mix(uint64_t hash, uint64_t word) { return (hash ^ word) * 0x9e3779b97f4a7c15u; }

static uint32_t hash_of(const struct lab_ending *ending) {
  uint64_t hash = ending->end;
  for (unsigned t = 0; t < LAB_TALLIES; t++)
    hash += (uint64_t)ending->tally[t] << (8 * t);
  for (unsigned v = 0; v < ending->n_values; v++)
    hash = mix(hash, (uint64_t)ending->values[v]);
  for (unsigned w = 0; w < ending->n_watched; w++)
    hash = mix(hash, (uint64_t)ending->watched[w]);
  return (uint32_t)(mix(hash, (uint64_t)ending->exit_code ^ ending->where) >> 40) % (4 * LAB_X_OUTCOMES);
}

static struct lab_ending_count *remember(uint32_t slot) {
  if (lab_endings.n == LAB_X_OUTCOMES)
    return NULL;
  struct lab_ending_count *count = &lab_endings.all[lab_endings.n++];
  slots[slot] = (uint16_t)lab_endings.n;
  memset(count, 0, sizeof *count);
  count->ending = lab_ending_now;
  count->depth = lab_exec.depth;
  count->path = malloc((count->depth + 1u) * sizeof *count->path);
  count->steps = malloc((count->depth + 1u) * sizeof *count->steps);
  if (count->path && count->steps) {
    memcpy(count->path, lab_search.path, count->depth * sizeof *count->path);
    memcpy(count->steps, lab_search.steps, count->depth * sizeof *count->steps);
  }
  if (lab_end_has_place(lab_ending_now.end)) {
    memcpy(count->text, lab_failure.text, sizeof count->text);
    count->pc = lab_failure.pc;
    count->address = lab_failure.address;
    count->actor = lab_failure.actor;
  }
  return count;
}

struct lab_ending_count *lab_endings_count(void) {
  uint32_t slot = hash_of(&lab_ending_now);
  while (slots[slot] && memcmp(&lab_endings.all[slots[slot] - 1].ending, &lab_ending_now, sizeof lab_ending_now) != 0)
    slot = (slot + 1) % (4 * LAB_X_OUTCOMES);
  struct lab_ending_count *count = slots[slot] ? &lab_endings.all[slots[slot] - 1] : remember(slot);
  if (count)
    count->executions++;
  else
    lab_endings.dropped++;
  return count;
}

static const char *const tally_names[LAB_TALLIES] = {"lost",  "duplicated", "crossed",       "torn",
                                                     "stale", "overdrawn",  "over-admitted", "out-of-order"};

void lab_ending_label(const struct lab_ending *ending, char *text, size_t size) {
  size_t used = 0;
  text[0] = 0;
  if (ending->end == LAB_END_EXIT) {
    snprintf(text, size, ending->exit_code ? "exit %d" : "holds", ending->exit_code);
    return;
  }
  if (ending->end != LAB_END_DONE) {
    snprintf(text, size, "%s", lab_end_name(ending->end));
    return;
  }
  for (unsigned t = 0; t < LAB_TALLIES && used < size; t++)
    if (ending->tally[t])
      used += (size_t)snprintf(text + used, size - used, "%s%s %u", used ? ", " : "", tally_names[t], ending->tally[t]);
  for (unsigned v = 0; ending->observed && v < ending->n_values && used < size; v++)
    used += (size_t)snprintf(text + used, size - used, "%s%lld",
                             v      ? ", "
                             : used ? "; "
                                    : "",
                             (long long)ending->values[v]);
  if (!used)
    snprintf(text, size, "holds");
}
