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

static void add(struct lab_explore_sizes *sizes, unsigned threads, unsigned long ops, const char *memory) {
  for (unsigned s = 0; s < sizes->n; s++)
    if (sizes->all[s].threads == threads && sizes->all[s].ops == ops && strcmp(sizes->all[s].memory, memory) == 0)
      return;
  sizes->all[sizes->n++] = (struct lab_explore_size){threads, ops, memory};
}

void lab_explore_sizes_begin(struct lab_explore_sizes *sizes, const struct lab_options *options,
                             const struct lab_info *info) {
  const unsigned threads = options->request.threads;
  const unsigned long said = options->request.ops;
  const bool twice = !said && info && info->ops > 1; /* an actor of one operation has no second */
  const bool bug = info && lab_explore_expects_bug(info->expect[LAB_ENGINE_EXPLORE]);
  const char *memory = options->explore.memory ? options->explore.memory : "sc";
  *sizes = (struct lab_explore_sizes){.before = json_array()};
  add(sizes, threads, said ? said : 1, memory);
  add(sizes, threads, said ? said : twice ? 2 : 1, memory);
  if (bug && !options->explore.memory) {
    add(sizes, threads, said ? said : 1, "tso");
    add(sizes, threads, said ? said : twice ? 2 : 1, "tso");
  }
  if (bug && !threads && info->threads < 3)
    add(sizes, 3, said ? said : 1, memory);
}

static void remember(struct lab_explore_sizes *sizes, const json_t *result) {
  json_t *entry = json_object();
  static const char *const keys[] = {"actors", "ops", "memory", "exhausted"};
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
    json_object_set(entry, keys[k], json_object_get(result, keys[k]));
  json_array_append_new(sizes->before, entry);
}

bool lab_explore_sizes_next(struct lab_explore_sizes *sizes, struct lab_explore_request *request, const json_t *last) {
  const double t = now();
  if (!last)
    sizes->end = t + request->seconds;
  else if (lab_explore_failed(last) || lab_explore_refusal(last) || sizes->at == sizes->n)
    return false;
  else
    remember(sizes, last);
  const struct lab_explore_size *size = &sizes->all[sizes->at++];
  request->threads = size->threads;
  request->ops = size->ops;
  request->memory = size->memory;
  request->seconds = sizes->end - t > SECONDS_LEAST ? sizes->end - t : last ? SECONDS_LEAST : request->seconds;
  return true;
}

void lab_explore_sizes_note(struct lab_explore_sizes *sizes, json_t *result) {
  json_object_set_new(result, "before", sizes->before);
  sizes->before = NULL;
}

bool lab_explore_sizes_identify(struct lab_explore_request *request, char *const *sources, size_t n_sources,
                                const struct lab_options *options, struct lab_error *error) {
  char threads[24], ops[24];
  snprintf(threads, sizeof threads, "%u", request->threads);
  snprintf(ops, sizeof ops, "%lu", request->ops);
  const char **words = calloc(options->n_flags + 3, sizeof *words);
  if (!words)
    return lab_fail(error, 3, "out of memory");
  words[0] = threads;
  words[1] = ops;
  words[2] = request->memory;
  for (size_t f = 0; f < options->n_flags; f++)
    words[3 + f] = options->flags[f];
  const bool good = lab_explore_identity(request->identity, sources, n_sources, words, options->n_flags + 3, error);
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
