/* SPDX-License-Identifier: MIT */
#include "merge/merge.h"
#include "stats/exploration.h"
#include "stats/timing.h"
#include "supervise/supervise.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* -- Findings. -- */
static char *copy_of(const char *text) { return text ? strdup(text) : NULL; }

static void add_finding(struct lab_record *into, const struct lab_finding *from) {
  for (unsigned f = 0; f < into->n_findings; f++) {
    struct lab_finding *known = &into->findings[f];
    if (!lab_finding_same(known, from))
      continue;
    known->count += from->count;
    known->iterations += from->iterations;
    known->first = from->first < known->first ? from->first : known->first;
    return;
  }
  struct lab_finding *grown = realloc(into->findings, (into->n_findings + 1) * sizeof *grown);
  if (!grown) {
    into->reports_dropped++;
    return;
  }
  into->findings = grown;
  struct lab_finding *added = &grown[into->n_findings++];
  *added = *from;
  for (unsigned a = 0; a < added->n_accesses; a++) {
    struct lab_place *place = &added->accesses[a].place;
    place->function = copy_of(place->function);
    place->file = copy_of(place->file);
    place->text = copy_of(place->text);
  }
}

/* -- Times. -- */
static void take_lanes(struct lab_lanes *into, const struct lab_lanes *from) {
  struct lab_span *spans = calloc(from->n_spans + 1, sizeof *spans);
  if (!spans)
    return;
  free(into->spans);
  *into = *from;
  into->spans = spans;
  if (from->n_spans)
    memcpy(spans, from->spans, from->n_spans * sizeof *spans);
}

static void add_times(struct lab_times *into, const struct lab_times *from) {
  for (unsigned i = 0; i < from->kept; i++)
    lab_times_add(into, from->ns[i]);
  /* Of more than are kept there is a sample. */
  if (from->kept > 0 && from->n > from->kept) {
    double kept = 0;
    for (unsigned i = 0; i < from->kept; i++)
      kept += from->ns[i];
    into->n += from->n - from->kept;
    into->sum_ns += from->sum_ns - kept;
  }
}

/* The picture of the shard whose run was nearest to the median of all. */
static void choose_lanes(struct lab_record *into, const struct lab_part *parts, size_t n) {
  const double median = lab_times_median(into->times);
  const struct lab_lanes *best = NULL;
  for (size_t p = 0; p < n; p++) {
    for (size_t j = 0; j < parts[p].run.n_jobs; j++) {
      const struct lab_record *record = &parts[p].run.jobs[j].record;
      if (record->index != into->index || !record->times || record->times->lanes.duration_ns == 0)
        continue;
      const struct lab_lanes *lanes = &record->times->lanes;
      if (!best || fabs((double)lanes->duration_ns - median) < fabs((double)best->duration_ns - median))
        best = lanes;
    }
  }
  if (best)
    take_lanes(&into->times->lanes, best);
}

/* -- Records. -- */
static bool begin_record(struct lab_record *into, const struct lab_record *from, struct lab_error *error) {
  *into = (struct lab_record){.info = from->info,
                              .engine = from->engine,
                              .threads = from->threads,
                              .ops = from->ops,
                              .unit_us = from->unit_us,
                              .yielding = from->yielding,
                              .layout = from->layout,
                              .index = from->index,
                              .total = from->total};
  if (from->times)
    into->times = lab_times_new(from->index);
  return !from->times || into->times || lab_fail(error, 3, "out of memory");
}

static void add_record(struct lab_record *into, const struct lab_record *from) {
  lab_counts_add(&into->counts, &from->counts);
  for (int i = 0; i < LAB_INCIDENTS; i++)
    into->incidents[i] += from->incidents[i];
  for (unsigned n = 0; n < from->n_notes && into->n_notes < LAB_INCIDENT_NOTES; n++)
    into->notes[into->n_notes++] = from->notes[n];
  into->wanted += from->wanted;
  into->restarts += from->restarts;
  /* What could not be done on one machine is missing from the whole, as after giving up. */
  into->gave_up |= from->gave_up || (!from->ran && !from->unsuited);
  into->unsuited |= from->unsuited;
  if (from->exploration && !into->exploration)
    into->exploration = lab_exploration_copy(from->exploration);
  into->ran |= from->ran;
  if (!from->ran && !into->refused[0])
    snprintf(into->refused, sizeof into->refused, "%s", from->refused);
  into->partial |= from->partial;
  into->sweep_ns += from->sweep_ns;
  into->sweep_ops += from->sweep_ops;
  lab_role_times_add(into->role_times, from->role_times);
  into->wall_ns += from->wall_ns;
  into->reports_dropped += from->reports_dropped;
  for (unsigned f = 0; f < from->n_findings; f++)
    add_finding(into, &from->findings[f]);
  if (!into->symbolizer_note)
    into->symbolizer_note = copy_of(from->symbolizer_note);
  if (into->times && from->times)
    add_times(into->times, from->times);
}

static void finish_record(struct lab_record *into, const struct lab_part *parts, size_t n) {
  if (into->n_findings > 1)
    qsort(into->findings, into->n_findings, sizeof *into->findings, lab_finding_order);
  if (into->times)
    choose_lanes(into, parts, n);
}

/* -- The run. -- */
static double least(double a, double b) { return a > 0 && (b <= 0 || a < b) ? a : b; }

/* Names both where there are two: "A; B". */
static void add_name(char *to, size_t size, const char *name) {
  const size_t length = strlen(to);
  if (!strstr(to, name) && length + 3 < size)
    snprintf(to + length, size - length, "; %s", name);
}

/* What holds for all of the machines, the worst of what does not. */
static void add_machine(struct lab_machine *into, const struct lab_machine *from) {
  add_name(into->cpu, sizeof into->cpu, from->cpu);
  add_name(into->kernel, sizeof into->kernel, from->kernel);
  add_name(into->compiler, sizeof into->compiler, from->compiler);
  into->cpus_usable = from->cpus_usable < into->cpus_usable ? from->cpus_usable : into->cpus_usable;
  into->cpus_online = from->cpus_online < into->cpus_online ? from->cpus_online : into->cpus_online;
  into->pinned &= from->pinned;
  into->round_trip_before_ns = least(into->round_trip_before_ns, from->round_trip_before_ns);
  into->round_trip_after_ns = fmax(into->round_trip_after_ns, from->round_trip_after_ns);
  into->foreign_load = fmax(into->foreign_load, from->foreign_load);
}

static void describe(struct lab_run *whole, const struct lab_part *parts, size_t n) {
  *whole = parts[0].run;
  whole->jobs = NULL;
  whole->n_jobs = 0;
  if (whole->shard.total == 0)
    return;
  whole->merged = whole->shard.total;
  whole->shard = (struct lab_shard){0};
  whole->machine.round_trip_after_ns = fmax(whole->machine.round_trip_before_ns, whole->machine.round_trip_after_ns);
  for (size_t p = 1; p < n; p++) {
    const struct lab_run *run = &parts[p].run;
    add_machine(&whole->machine, &run->machine);
    whole->started = run->started < whole->started ? run->started : whole->started;
    whole->elapsed = fmax(whole->elapsed, run->elapsed);
  }
}

static struct lab_record *record_of(struct lab_run *whole, const struct lab_record *from, struct lab_error *error) {
  for (size_t j = whole->n_jobs; j-- > 0;)
    if (whole->jobs[j].record.index == from->index)
      return &whole->jobs[j].record;
  struct lab_job_result *result = &whole->jobs[whole->n_jobs++];
  return begin_record(&result->record, from, error) ? &result->record : NULL;
}

static int by_index(const void *a, const void *b) {
  const struct lab_job_result *x = a, *y = b;
  return x->record.index < y->record.index ? -1 : x->record.index > y->record.index;
}

bool lab_parts_merge(const struct lab_part *parts, size_t n, struct lab_run *whole, struct lab_error *error) {
  size_t most = 0;
  describe(whole, parts, n);
  for (size_t p = 0; p < n; p++)
    most += parts[p].run.n_jobs;
  whole->jobs = calloc(most + 1, sizeof *whole->jobs);
  if (!whole->jobs)
    return lab_fail(error, 3, "no memory for %zu results", most);
  for (size_t p = 0; p < n; p++) {
    for (size_t j = 0; j < parts[p].run.n_jobs; j++) {
      const struct lab_record *from = &parts[p].run.jobs[j].record;
      struct lab_record *into = record_of(whole, from, error);
      if (!into)
        return false;
      add_record(into, from);
    }
  }
  qsort(whole->jobs, whole->n_jobs, sizeof *whole->jobs, by_index);
  for (size_t j = 0; j < whole->n_jobs; j++)
    finish_record(&whole->jobs[j].record, parts, n);
  lab_run_conclude(whole);
  return true;
}
