/* SPDX-License-Identifier: MIT */
#include "engines/explore/program.h"
#include "engines/explore/heap.h"
#include "engines/explore/model.h"
#include "engines/explore/outcome.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include "engines/explore/tls.h"
#include <stdio.h>
#include <string.h>

LAB_ENGINE struct lab_program lab_program = {.threads = 0};
LAB_ENGINE unsigned lab_actor_count = 0;

extern const struct lab_registration *const __start_lab_variants[] __attribute__((weak));
extern const struct lab_registration *const __stop_lab_variants[] __attribute__((weak));
int lab_model_main(int argc, char **argv, char **environment) __attribute__((weak));

bool lab_program_has_main(void) { return lab_model_main != NULL; }

void lab_program_name(const char *file, char *name, size_t size) {
  const char *base = file, *lab = file;
  for (const char *c = file; *c; c++)
    if (*c == '/') {
      lab = base;
      base = c + 1;
    }
  size_t length = strlen(base) > 2 ? strlen(base) - 2 : 0;
  snprintf(name, size, "%.*s%.*s", (int)(base - lab), lab, (int)length, base);
}

bool lab_program_find(const char *name) {
  for (const struct lab_registration *const *r = __start_lab_variants; r < __stop_lab_variants; r++) {
    struct lab_variant variant;
    (*r)->describe(&variant);
    lab_program_name(variant.file, lab_program.name, sizeof lab_program.name);
    if (strcmp(name, lab_program.name) == 0) {
      lab_program.variant = variant;
      return true;
    }
  }
  return false;
}

/* -- A variant. -- */

static LAB_ENGINE volatile uint32_t position = 0;

static void *act(void *argument) {
  unsigned actor = (unsigned)(uintptr_t)argument;
  const struct lab_variant *v = &lab_program.variant;
  struct lab_sweep sweep = {.base = lab_program.state,
                            .stride = v->size,
                            .count = 1,
                            .role = v->n_roles ? actor % v->n_roles : 0,
                            .ops = actor + 1 == lab_program.idle ? 0 : lab_program.ops,
                            .position = &position};
  if (lab_search.cooperative)
    lab_task_begin();
  v->sweep(&sweep);
  return NULL;
}

void lab_counts_fold(struct lab_counts *counts, const struct lab_audit *audit, uint64_t iteration) {
  (void)counts, (void)iteration;
  struct lab_ending *now = &lab_ending_now;
  for (unsigned t = 0; t < LAB_TALLIES; t++)
    now->tally[t] = (uint32_t)audit->tally[t];
  now->bad = audit->anomalous;
  now->observed = audit->observed;
  now->outcome = audit->outcome;
  now->n_values = (uint8_t)audit->n_values;
  for (unsigned v = 0; v < audit->n_values && v < LAB_OBSERVED_MAX; v++)
    now->values[v] = audit->values[v];
}

static void note_watched(void) {
  const struct lab_variant *v = &lab_program.variant;
  for (unsigned w = 0; w < v->n_watch; w++) {
    const struct lab_watch *watch = &v->watch[w];
    const char *at = (const char *)lab_program.state + watch->offset;
    int64_t value = 0;
    if (watch->size > sizeof value || watch->format == LAB_POINTER || watch->format == LAB_BYTES)
      continue;
    memcpy(&value, at, watch->size);
    if (watch->format == LAB_SIGNED && watch->size < sizeof value) {
      unsigned shift = (unsigned)(8 * (sizeof value - watch->size));
      value = (int64_t)((uint64_t)value << shift) >> shift;
    }
    lab_ending_now.watched[w] = value;
  }
  lab_ending_now.n_watched = (uint8_t)v->n_watch;
}

/* Why actors that are no threads or tasks are not explored. */
static const char *not_threads(enum lab_kind kind) {
  if (kind == LAB_PROCESSES)
    return "its actors are processes; the explorer runs threads of one process";
  return "it is about time, and time stands still in the explorer";
}

static void run_variant(void) {
  const struct lab_variant *v = &lab_program.variant;
  lab_search.cooperative = v->kind == LAB_TASKS;
  if (v->kind != LAB_THREADS && v->kind != LAB_TASKS)
    lab_sched_fail(LAB_END_LIMIT, 0, 0, "%s", not_threads(v->kind));
  lab_actor_count = lab_program.threads;
  lab_program.state = lab_heap_allocate(v->size + v->per_actor * lab_program.threads, v->align, false);
  if (v->setup)
    v->setup(lab_program.state);
  for (unsigned a = 0; a < lab_program.threads; a++)
    lab_sched_create(act, (void *)(uintptr_t)a);
  lab_exec.quiet = false;
  for (unsigned a = 0; a < lab_program.threads; a++)
    lab_sched_launch(&lab_exec.actors[a]);
  lab_sched_run_actors();
  volatile uint32_t audited = 0;
  struct lab_inspection inspection = {.base = lab_program.state,
                                      .stride = v->size,
                                      .first = 0,
                                      .end = 1,
                                      .expected = lab_program.ops * (lab_program.threads - (lab_program.idle > 0)),
                                      .position = &audited};
  note_watched();
  v->inspect(&inspection);
  if (v->teardown)
    v->teardown(lab_program.state);
}

/* -- A main. -- */

/* A copy, since the program may write to its arguments. */
static char **copy_arguments(void) {
  static char name[] = "program";
  char **all = lab_heap_allocate(((size_t)lab_program.argc + 1) * sizeof *all, 16, false);
  for (int a = 0; a < lab_program.argc; a++) {
    const char *from = a ? lab_program.argv[a] : name;
    all[a] = strcpy(lab_heap_allocate(strlen(from) + 1, 16, false), from);
  }
  return all;
}

static void *run_main(void *argument) {
  (void)argument;
  lab_process_exit(lab_model_main(lab_program.argc, copy_arguments(), NULL), 0);
}

static void run_program(void) {
  struct lab_actor *main_actor = lab_sched_create(run_main, NULL);
  lab_exec.quiet = false;
  lab_sched_launch(main_actor);
  lab_sched_run_actors();
}

void lab_program_run(void) {
  if (lab_program.variant.file)
    run_variant();
  else
    run_program();
}
