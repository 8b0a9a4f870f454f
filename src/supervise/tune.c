/* SPDX-License-Identifier: MIT */
/*
 * Which layout of states shows a lab's race best on this machine, now.  No layout is best everywhere: it depends on
 * the lab, the machine, and on which physical CPUs a virtual machine sits at the moment.  So a few candidates are
 * tried for a millisecond each on the broken variant, in a host of its own, whose counts are thrown away.
 */
#include "supervise/process.h"
#include "supervise/turn.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BUDGET_LEAST 0.015 /* seconds */
#define BUDGET_MOST 0.1
#define TRIAL_LEAST 0.0008
#define FINALISTS 3
#define OVERDRAFT 2

struct trial {
  struct lab_layout layout;
  double rate;  /* iterations per second */
  double share; /* of those, with an anomaly */
  double score;
};

/*
 * Short iterations: those with an anomaly per second are what counts.  Where an iteration takes longer than a gate,
 * their share decides, unless it is about the same: a thousand iterations that all show the race say more than a
 * thousand of which half do.
 */
#define LONG_ITERATIONS 5e6 /* fewer than this a second */
#define SHARE_WEIGHT 16.0   /* 1 % less of a share costs as much as 16 % of the rate */

/* True if one of the alternatives in "lost|duplicated" is something that an audit counts. */
static bool shows_anomaly(const char *expected) {
  static const char *const others[] = {LAB_HOLDS, LAB_DEADLOCK, LAB_HANG, LAB_CRASH, LAB_EXIT, LAB_DATA_RACE};
  if (!expected)
    return false;
  for (const char *word = expected; *word != '\0';) {
    const size_t length = strcspn(word, "|");
    bool other = length == 0;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
      other |= strlen(others[i]) == length && strncmp(others[i], word, length) == 0;
    if (!other)
      return true;
    word += length + (word[length] == '|');
  }
  return false;
}

static const struct lab_info *find_sample(const struct lab_catalog *catalog, const char *lab) {
  for (size_t v = 0; v < catalog->count; v++) {
    const struct lab_info *info = &catalog->variants[v];
    if (strcmp(info->lab, lab) == 0 && info->role == LAB_ROLE_BROKEN && shows_anomaly(info->expect[LAB_ENGINE_NATIVE]))
      return info;
  }
  return NULL;
}

static void try_layout(struct lab_supervisor *supervisor, struct lab_turn *turn, struct trial *trial, double seconds) {
  const struct lab_counts *counts = &turn->harvest.counts;
  const uint64_t iterations = counts->iterations, anomalous = counts->anomalous;
  const double wall = turn->record->wall_ns;
  turn->layout = trial->layout;
  lab_turn_slice(supervisor, turn, UINT32_MAX, seconds);
  const double spent = (turn->record->wall_ns - wall) * 1e-9;
  if (turn->over || spent <= 0 || counts->iterations <= iterations)
    return;
  trial->rate = (double)(counts->iterations - iterations) / spent;
  trial->share = (double)(counts->anomalous - anomalous) / (double)(counts->iterations - iterations);
}

static int best_first(const void *a, const void *b) {
  const struct trial *x = a, *y = b;
  if (x->score < y->score || x->score > y->score)
    return x->score < y->score ? 1 : -1;
  return x->rate < y->rate ? 1 : x->rate > y->rate ? -1 : 0;
}

static void rank(struct trial *trials, unsigned n, bool long_iterations) {
  for (unsigned t = 0; t < n; t++)
    trials[t].score = trials[t].rate * pow(trials[t].share, long_iterations ? SHARE_WEIGHT : 1);
  qsort(trials, n, sizeof trials[0], best_first);
}

/* Iterations that the native jobs of this lab will do, and the most that one slice of theirs has. */
static void expect_work(const struct lab_supervisor *supervisor, const char *lab, double *iterations, uint64_t *slice) {
  const struct lab_plan *plan = supervisor->plan;
  *iterations = 0;
  *slice = 0;
  for (size_t j = 0; j < plan->n_jobs; j++) {
    const struct lab_job *job = &plan->jobs[j];
    if (strcmp(job->info->lab, lab) != 0 || job->engine != LAB_ENGINE_NATIVE)
      continue;
    const uint64_t wanted = job->iterations ? job->iterations : UINT64_MAX;
    const uint64_t share = wanted / LAB_ROUNDS + 1;
    *iterations += (double)wanted;
    *slice = share > *slice ? share : *slice;
  }
}

/* No batch can be longer than a slice. */
static unsigned list_trials(const struct lab_job *job, uint64_t slice, struct trial *trials) {
  struct lab_layout layouts[LAB_LAYOUTS_MAX + 1];
  layouts[0] = lab_layout_default(job);
  const unsigned n_layouts = 1 + lab_layout_candidates(job, layouts + 1);
  unsigned n = 0;
  for (unsigned i = 0; i < n_layouts; i++) {
    struct lab_layout layout = layouts[i];
    if (layout.batch > slice)
      layout.batch = (uint32_t)slice;
    bool known = false;
    for (unsigned k = 0; k < n; k++)
      known |= memcmp(&trials[k].layout, &layout, sizeof layout) == 0;
    if (!known)
      trials[n++] = (struct trial){.layout = layout};
  }
  return n;
}

static double budget(const struct lab_supervisor *supervisor, double iterations, double rate) {
  double expected = iterations / rate;
  if (supervisor->plan->request.seconds > 0)
    expected = fmin(expected, supervisor->plan->request.seconds);
  return fmax(BUDGET_LEAST, fmin(BUDGET_MOST, expected / 5));
}

/* All that there is time for, then the best few again, for longer. */
static bool measure(struct lab_supervisor *supervisor, struct lab_turn *turn, const char *lab,
                    struct lab_layout *layout) {
  struct trial trials[LAB_LAYOUTS_MAX + 1];
  double iterations;
  uint64_t slice;
  expect_work(supervisor, lab, &iterations, &slice);
  const unsigned n = list_trials(turn->job, slice, trials);
  if (n < 2 || !lab_turn_await(supervisor, turn))
    return false;
  const double begin = lab_process_now();
  try_layout(supervisor, turn, &trials[0], TRIAL_LEAST);
  if (trials[0].rate <= 0)
    return false;
  const bool long_iterations = trials[0].rate < LONG_ITERATIONS;
  const double total = budget(supervisor, iterations, trials[0].rate);
  const double each = fmax(TRIAL_LEAST, total * 0.6 / n);
  unsigned tried = 0;
  /* The default once more: its first try had cold caches.  On a busy machine a trial may be stalled for some
   * milliseconds; then the budget is overdrawn rather than the better half of the list left untried. */
  while (tried < n && !turn->over && lab_process_now() < begin + total * OVERDRAFT)
    try_layout(supervisor, turn, &trials[tried++], each);
  rank(trials, tried, long_iterations);
  const unsigned finalists = tried < FINALISTS ? tried : FINALISTS;
  for (unsigned f = 0; f < finalists && !turn->over && lab_process_now() < begin + total * OVERDRAFT; f++)
    try_layout(supervisor, turn, &trials[f], fmax(each, total * 0.4 / FINALISTS));
  rank(trials, finalists, long_iterations);
  *layout = trials[0].layout;
  return finalists > 0 && turn->record->restarts == 0 && !turn->over;
}

bool lab_tune(struct lab_supervisor *supervisor, const char *lab, struct lab_layout *layout) {
  const struct lab_request *request = &supervisor->plan->request;
  const struct lab_info *info = find_sample(supervisor->catalog, lab);
  struct lab_turn *turn = info ? malloc(sizeof *turn) : NULL;
  struct lab_record *record = info ? calloc(1, sizeof *record) : NULL;
  bool tuned = false;
  if (turn && record) {
    const struct lab_job job = {.info = info,
                                .engine = LAB_ENGINE_NATIVE,
                                .threads = request->threads ? request->threads : info->threads,
                                .ops = request->ops ? request->ops : info->ops};
    const struct lab_layout none = lab_layout_default(&job);
    lab_turn_begin(turn, &job, record, &none, "lab-native");
    tuned = measure(supervisor, turn, lab, layout);
    lab_turn_finish(supervisor, turn);
  }
  free(turn);
  free(record);
  return tuned;
}
