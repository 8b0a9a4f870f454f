/* SPDX-License-Identifier: MIT */
#include "cli/explore_sizes.h"
#include "explore/judge.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECONDS_LEAST 0.5 /* of each size, however late it is */
#define THREADS_USUAL 8u  /* sizes that a token is tried for where the command line does not say */
#define OPS_USUAL 8u

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void lab_explore_walk_begin(struct lab_explore_walk *walk, const struct lab_options *options,
                            const struct lab_info *info, double seconds) {
  const struct lab_explore_scope scope = {
      .threads = options->request.threads, .ops = options->request.ops, .memory = options->explore.memory};
  *walk = (struct lab_explore_walk){.threads_said = scope.threads != 0,
                                    .strategy_said = options->explore.strategy[0] != 0,
                                    .end = now() + seconds,
                                    .before = json_array()};
  lab_explore_sizes_choose(&walk->sizes, info, &scope);
}

static void remember(struct lab_explore_walk *walk, const json_t *result) {
  json_t *entry = json_object();
  static const char *const keys[] = {"actors", "ops", "memory", "exhausted"};
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
    json_object_set(entry, keys[k], json_object_get(result, keys[k]));
  json_array_append_new(walk->before, entry);
  /* A strategy that was named may not be meant to get to the end; larger sizes are not out of its reach. */
  lab_explore_sizes_searched(&walk->sizes, walk->strategy_said || json_is_true(json_object_get(result, "exhausted")));
}

bool lab_explore_walk_next(struct lab_explore_walk *walk, struct lab_explore_request *request, const json_t *last) {
  if (last && (lab_explore_failed(last) || lab_explore_refusal(last)))
    return false;
  if (last)
    remember(walk, last);
  const double left = walk->end - now();
  const struct lab_explored_size *size =
      lab_explore_sizes_now(&walk->sizes, last && left < SECONDS_LEAST ? SECONDS_LEAST : left, &request->seconds);
  if (!size)
    return false;
  const struct lab_explore_sizes *sizes = &walk->sizes;
  request->threads = walk->threads_said || size->threads != sizes->all[0].threads ? size->threads : 0;
  request->ops = size->ops;
  request->memory = size->tso ? "tso" : "sc";
  return true;
}

void lab_explore_walk_note(struct lab_explore_walk *walk, json_t *result) {
  json_object_set_new(result, "before", walk->before);
  walk->before = NULL;
}

bool lab_explore_sizes_identify(struct lab_explore_request *request, char *const *sources, size_t n_sources,
                                const struct lab_options *options, struct lab_error *error) {
  char threads[24], ops[24];
  snprintf(threads, sizeof threads, "%u", request->threads);
  snprintf(ops, sizeof ops, "%lu", request->ops);
  const char **words = calloc(options->n_flags + 4, sizeof *words);
  if (!words)
    return lab_fail(error, 3, "out of memory");
  words[0] = threads;
  words[1] = ops;
  words[2] = request->memory;
  for (size_t f = 0; f < options->n_flags; f++)
    words[3 + f] = options->flags[f];
  size_t n = options->n_flags + 3;
  if (request->args)
    words[n++] = request->args;
  const bool good = lab_explore_identity(request->identity, sources, n_sources, words, n, error);
  free(words);
  return good;
}

/* Is the token for what the request is about? */
static bool is_of(const struct lab_explore_request *request) {
  const char *dash = request->schedule ? strchr(request->schedule, '-') : NULL;
  return dash && strncmp(dash + 1, request->identity, strlen(request->identity)) == 0;
}

bool lab_explore_sizes_of_schedule(struct lab_explore_request *request, char *const *sources, size_t n_sources,
                                   const struct lab_options *options, struct lab_error *error) {
  const unsigned threads = options->request.threads;
  const unsigned long ops = options->request.ops;
  const char *memories[] = {"sc", "tso"}, *memory = options->explore.memory;
  for (unsigned m = 0; m < 2; m++)
    for (unsigned t = 0; t <= (threads ? 0 : THREADS_USUAL); t++)
      for (unsigned o = 1; o <= (ops ? 1 : OPS_USUAL); o++) {
        request->memory = memory ? memory : memories[m];
        request->threads = threads ? threads : t;
        request->ops = ops ? ops : o;
        if (!lab_explore_sizes_identify(request, sources, n_sources, options, error))
          return false;
        if (is_of(request))
          return true;
      }
  request->memory = memory ? memory : "sc";
  request->threads = threads;
  request->ops = ops ? ops : 1;
  return lab_explore_sizes_identify(request, sources, n_sources, options, error);
}
