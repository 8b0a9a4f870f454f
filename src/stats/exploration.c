/* SPDX-License-Identifier: MIT */
#include "stats/exploration.h"
#include "stats/format.h"
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lab_exploration *lab_exploration_new(void) { return calloc(1, sizeof(struct lab_exploration)); }

struct lab_exploration *lab_exploration_copy(const struct lab_exploration *exploration) {
  struct lab_exploration *copy = lab_exploration_new();
  if (!copy)
    return NULL;
  *copy = *exploration;
  char **texts[] = {&copy->schedule, &copy->token, &copy->sentence, &copy->unseen};
  for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
    if (*texts[t])
      *texts[t] = strdup(*texts[t]);
  return copy;
}

void lab_exploration_free(struct lab_exploration *exploration) {
  if (!exploration)
    return;
  free(exploration->schedule);
  free(exploration->token);
  free(exploration->sentence);
  free(exploration->unseen);
  free(exploration);
}

bool lab_exploration_exhausted(const struct lab_exploration *exploration) {
  for (unsigned s = 0; s < exploration->n_sizes; s++)
    if (!exploration->sizes[s].exhausted)
      return false;
  return exploration->n_sizes > 0;
}

const char *lab_explored_size_text(char *text, size_t room, const struct lab_explored_size *size) {
  snprintf(text, room, "%u x %lu%s", size->threads, size->ops, size->tso ? " on tso" : "");
  return text;
}

struct clause {
  char *text;
  size_t room, length;
};

static void __attribute__((format(printf, 2, 3))) say(struct clause *clause, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int n = vsnprintf(clause->text + clause->length, clause->room - clause->length, format, arguments);
  va_end(arguments);
  if (n > 0)
    clause->length = clause->length + (size_t)n < clause->room ? clause->length + (size_t)n : clause->room - 1;
}

static void say_failure(struct clause *clause, const struct lab_exploration *e) {
  const struct lab_explored_size *last = &e->sizes[e->n_sizes - 1];
  char size[48], some[LAB_FORMAT_MAX], all[LAB_FORMAT_MAX];
  const char *between = "";
  for (unsigned w = 0; w < e->n_words; w++) {
    if (!e->words[w].bad)
      continue;
    say(clause, "%s%s", between, e->words[w].word);
    between = " or ";
  }
  lab_explored_size_text(size, sizeof size, last);
  if (e->interleavings)
    say(clause, " in %s of %s interleavings of %s", lab_format_count(some, e->failing_interleavings),
        lab_format_count(all, e->interleavings), size);
  else
    say(clause, " in %s of %s executions of %s", lab_format_count(some, last->failing),
        lab_format_count(all, last->executions), size);
  if (e->schedule)
    say(clause, ", shortest %s", e->schedule);
}

/* The sizes that were (or were not) searched to the end. */
static void say_sizes(struct clause *clause, const struct lab_exploration *e, bool exhausted) {
  const char *between = "";
  char size[48];
  for (unsigned s = 0; s < e->n_sizes; s++) {
    if (e->sizes[s].exhausted != exhausted)
      continue;
    say(clause, "%s%s", between, lab_explored_size_text(size, sizeof size, &e->sizes[s]));
    between = ", ";
  }
}

static void say_races(struct clause *clause, const struct lab_exploration *e) {
  char count[LAB_FORMAT_MAX];
  say(clause, "%s data race%s", lab_format_count(count, e->races), e->races == 1 ? "" : "s");
}

/* What was proved and what was not; a data race stands beside it. */
static void say_no_failure(struct clause *clause, const struct lab_exploration *e) {
  uint64_t executions = 0;
  unsigned exhausted = 0;
  int preemptions = INT_MAX; /* of what was not searched to the end */
  double seconds = 0;
  char count[LAB_FORMAT_MAX];
  for (unsigned s = 0; s < e->n_sizes; s++) {
    executions += e->sizes[s].executions;
    exhausted += e->sizes[s].exhausted;
    if (e->sizes[s].exhausted)
      continue;
    seconds += e->sizes[s].seconds;
    preemptions = e->sizes[s].preemptions < preemptions ? e->sizes[s].preemptions : preemptions;
  }
  if (e->races)
    say_races(clause, e);
  if (exhausted) {
    say(clause, "%sproved for ", e->races ? "; but for that " : "");
    say_sizes(clause, e, true);
  } else {
    say(clause, "%s failure in %s executions", e->races ? "; no other" : "no", lab_format_count(count, executions));
  }
  if (exhausted == e->n_sizes)
    return;
  say(clause, "; ");
  say_sizes(clause, e, false);
  if (preemptions < 0)
    say(clause, " not searched to the end");
  else
    say(clause, " only up to %d preemption%s", preemptions, preemptions == 1 ? "" : "s");
  say(clause, " in %.1f s", seconds);
}

void lab_exploration_text(char *text, size_t room, const struct lab_exploration *e) {
  struct clause clause = {text, room, 0};
  if (room)
    text[0] = '\0';
  if (e->failed) {
    say_failure(&clause, e);
    if (e->races) {
      say(&clause, "; ");
      say_races(&clause, e);
    }
  } else {
    say_no_failure(&clause, e);
  }
  if (e->unseen)
    say(&clause, "; not inside %s", e->unseen);
}
