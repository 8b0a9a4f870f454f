/* SPDX-License-Identifier: MIT */
#include "cli/explore_options.h"
#include "cli/options.h"
#include "explore/run.h"
#include <stdio.h>
#include <string.h>

#define STEPS_MAX 1000000u /* LAB_X_STEPS_MAX of the engine */
#define BOUND_MAX 64u

const char *const lab_explore_strategies[] = {"dpor", "dfs", "bound:2", "random", "pct:3", "pos", "surw", NULL};
const char *const lab_explore_memories[] = {"sc", "tso", NULL};

/* The option as its message names it, its number, and the range of that. */
struct numbered {
  const char *option, *prefix;
  uint64_t least;
};

static bool take_numbered(struct lab_explore_options *options, const struct numbered *kind, const char *number,
                          struct lab_error *error) {
  uint64_t n = 0;
  if (!lab_parse_integer(kind->option, number, kind->least, BOUND_MAX, &n, error))
    return false;
  snprintf(options->strategy, sizeof options->strategy, "%s:%u", kind->prefix, (unsigned)n);
  return true;
}

static bool take_strategy(struct lab_explore_options *options, const char *word, struct lab_error *error) {
  static const char *const names[] = {"dpor", "dfs", "bound", "random", "pct", "pos", "surw"};
  static const struct numbered bound = {"--strategy bound:K", "bound", 0}, pct = {"--strategy pct:D", "pct", 1};
  const size_t n = sizeof names / sizeof *names, length = strcspn(word, ":");
  char name[100];
  snprintf(name, sizeof name, "%.*s", (int)(length < 99 ? length : 99), word);
  if (word[length] && strcmp(name, "bound") == 0)
    return take_numbered(options, &bound, word + length + 1, error);
  if (word[length] && strcmp(name, "pct") == 0)
    return take_numbered(options, &pct, word + length + 1, error);
  for (size_t i = 0; i < n; i++) {
    if (strcmp(names[i], word) != 0)
      continue;
    if (strcmp(word, "bound") == 0)
      return lab_fail(error, 2, "--strategy bound wants a number of preemptions, such as bound:2");
    snprintf(options->strategy, sizeof options->strategy, "%s", word);
    return true;
  }
  const char *near = lab_nearest(name, names, n);
  if (near)
    return lab_fail(error, 2,
                    "no strategy \"%.100s\"; did you mean \"%s\"? (dpor, dfs, bound:K, random, pct:D, pos, surw)", word,
                    near);
  return lab_fail(error, 2, "no strategy \"%.100s\"; there are dpor, dfs, bound:K, random, pct:D, pos, surw", word);
}

static bool take_memory(struct lab_explore_options *options, const char *word, struct lab_error *error) {
  for (const char *const *m = lab_explore_memories; *m; m++)
    if (strcmp(*m, word) == 0) {
      options->memory = *m;
      return true;
    }
  const char *near = lab_nearest(word, lab_explore_memories, 2);
  if (near)
    return lab_fail(error, 2, "no memory model \"%.100s\"; did you mean \"%s\"? (sc, tso)", word, near);
  return lab_fail(error, 2, "no memory model \"%.100s\"; there are sc, tso", word);
}

static bool take_args(struct lab_explore_options *options, const char *text, struct lab_error *error) {
  static const char blanks[] = " \t\n";
  size_t words = 0;
  for (const char *word = text + strspn(text, blanks); *word; word += strspn(word, blanks)) {
    word += strcspn(word, blanks);
    words++;
  }
  options->args = text;
  return words <= LAB_EXPLORE_WORDS_MAX ||
         lab_fail(error, 2, "--args takes at most %d words; these are %zu", LAB_EXPLORE_WORDS_MAX, words);
}

bool lab_explore_option(struct lab_explore_options *options, int key, const char *value, struct lab_error *error) {
  static const struct numbered bound = {"--bound", "bound", 0};
  uint64_t number = 0;
  switch (key) {
  case LAB_OPTION_STRATEGY: return take_strategy(options, value, error);
  case LAB_OPTION_BOUND: return take_numbered(options, &bound, value, error);
  case LAB_OPTION_MEMORY: return take_memory(options, value, error);
  case LAB_OPTION_SCHEDULE: options->schedule = value; return true;
  case LAB_OPTION_ARGS: return take_args(options, value, error);
  case LAB_OPTION_EXECUTIONS:
    return lab_parse_integer("--executions", value, 1, UINT64_MAX, &options->executions, error);
  case LAB_OPTION_STEPS:
    if (!lab_parse_integer("--steps", value, 1, STEPS_MAX, &number, error))
      return false;
    options->steps = (unsigned)number;
    return true;
  default: return lab_fail(error, 3, "option %d is not handled", key);
  }
}
