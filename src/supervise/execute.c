/* SPDX-License-Identifier: MIT */
/*
 * A plan from beginning to end: lab by lab, in rounds of slices.
 */
#include "host/random.h"
#include "stats/timing.h"
#include "supervise/process.h"
#include "supervise/search.h"
#include "supervise/turn.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define SLICE_SECONDS 0.05
#define CHECK_SECONDS 10.0 /* of a job in a check: a fair lock that others take the CPUs from needs minutes */
#define STOP_SECONDS 0.25  /* for hosts to end by themselves, */
#define TOOL_SECONDS 60.0  /* and where valgrind counts up its reports then */
#define LOAD_SECONDS 0.2   /* shorter runs say nothing of the load by others: the kernel counts in 10 ms */

bool lab_supervisor_pump(struct lab_supervisor *supervisor, double seconds) {
  const int timeout = (int)ceil(seconds * 1e3);
  if (lab_hosts_pump(supervisor->hosts, supervisor->n_hosts, supervisor->interruption ? -1 : supervisor->signals,
                     timeout))
    supervisor->interruption = lab_signals_read(supervisor->signals);
  return supervisor->interruption != NULL;
}

void lab_supervisor_add_host(struct lab_supervisor *supervisor, struct lab_host *host) {
  if (supervisor->n_hosts < sizeof supervisor->hosts / sizeof supervisor->hosts[0])
    supervisor->hosts[supervisor->n_hosts++] = host;
}

void lab_supervisor_drop_host(struct lab_supervisor *supervisor, struct lab_host *host) {
  for (size_t h = 0; h < supervisor->n_hosts; h++) {
    if (supervisor->hosts[h] == host)
      supervisor->hosts[h] = supervisor->hosts[--supervisor->n_hosts];
  }
}

uint64_t lab_supervisor_random(struct lab_supervisor *supervisor) { return lab_random(&supervisor->random); }

/* -- Progress. -- */
static double done_of(const struct lab_supervisor *supervisor, const struct lab_turn *turn) {
  if (turn->over)
    return 1;
  const struct lab_request *request = &supervisor->plan->request;
  double done = 0;
  if (turn->job->iterations > 0)
    done =
        (double)(lab_record_iterations(turn->record) + turn->harvest.counts.iterations) / (double)turn->job->iterations;
  if (request->seconds > 0)
    done = fmax(done, turn->used * (double)supervisor->plan->n_jobs / request->seconds);
  return fmin(done, 1);
}

static void tell(const struct lab_supervisor *supervisor, size_t before, const struct lab_turn *turns, size_t n,
                 const struct lab_turn *last) {
  if (!supervisor->progress || !supervisor->progress->update)
    return;
  char text[160];
  double done = (double)before;
  for (size_t t = 0; t < n; t++)
    done += done_of(supervisor, &turns[t]);
  snprintf(text, sizeof text, "%s %s", last->job->info->name, lab_engine_name(last->job->engine));
  supervisor->progress->update(supervisor->progress->context, done / (double)supervisor->plan->n_jobs, text);
}

/* -- Rounds. -- */
static void shuffle(struct lab_supervisor *supervisor, size_t *order, size_t n) {
  for (size_t i = 0; i < n; i++)
    order[i] = i;
  for (size_t i = n; i > 1; i--) {
    const size_t j = (size_t)(lab_supervisor_random(supervisor) % i);
    const size_t swap = order[i - 1];
    order[i - 1] = order[j];
    order[j] = swap;
  }
}

/* A check of which nobody said how many iterations it takes; but the shards of a run are to be those of the whole. */
static bool is_enough(const struct lab_supervisor *supervisor, const struct lab_turn *turn) {
  const struct lab_request *request = &supervisor->plan->request;
  const bool whole = turn->job->iterations == turn->job->total;
  return request->few && request->by_default && whole && turn->used >= CHECK_SECONDS;
}

static void one_slice(struct lab_supervisor *supervisor, struct lab_turn *turn) {
  const double seconds = supervisor->plan->request.seconds;
  const double share = seconds > 0 ? seconds / (double)supervisor->plan->n_jobs : 0;
  const uint64_t wanted = turn->job->iterations;
  double limit = SLICE_SECONDS;
  if (share > 0)
    limit = fmin(limit, fmin(share / LAB_ROUNDS, fmax(share - turn->used, 1e-4)));
  lab_turn_slice(supervisor, turn, wanted ? (wanted - 1) / LAB_ROUNDS + 1 : UINT32_MAX, limit);
  if ((share > 0 && turn->used >= share) || is_enough(supervisor, turn))
    turn->over = true;
}

static void run_rounds(struct lab_supervisor *supervisor, struct lab_turn *turns, size_t n, size_t before) {
  size_t order[LAB_HOSTS_AT_ONCE];
  for (bool more = true; more && !supervisor->interruption;) {
    more = false;
    shuffle(supervisor, order, n);
    for (size_t i = 0; i < n && !supervisor->interruption; i++) {
      struct lab_turn *turn = &turns[order[i]];
      if (turn->over)
        continue;
      one_slice(supervisor, turn);
      more |= !turn->over;
      tell(supervisor, before, turns, n, turn);
    }
  }
}

/* All together: one after the other, each would be waited for. */
static void stop_hosts(struct lab_supervisor *supervisor, struct lab_turn *turns, size_t n) {
  for (size_t t = 0; t < n; t++)
    lab_host_ask_to_stop(&turns[t].host);
  double seconds = STOP_SECONDS;
  for (size_t t = 0; t < n; t++)
    seconds = turns[t].host.state != LAB_HOST_NONE && turns[t].host.reports >= 0 ? TOOL_SECONDS : seconds;
  const double end = lab_process_now() + seconds;
  for (bool alive = true; alive && lab_process_now() < end;) {
    alive = false;
    for (size_t t = 0; t < n; t++)
      alive |= turns[t].host.state != LAB_HOST_NONE && turns[t].host.state != LAB_HOST_DEAD;
    if (alive)
      lab_hosts_pump(supervisor->hosts, supervisor->n_hosts, -1, 20);
  }
}

/* -- Jobs. -- */
static const char *executable_of(const struct lab_supervisor *supervisor, const struct lab_job *job) {
  if (job->engine != LAB_ENGINE_NATIVE)
    return lab_engine_facts(job->engine)->host;
  char path[4096];
  snprintf(path, sizeof path, "%s/lab-yield", job->info->hosts);
  /* On one CPU nothing shows by itself, but of tasks everything does: they never run at once anywhere. */
  const bool parallel = job->info->kind == LAB_THREADS || job->info->kind == LAB_PROCESSES;
  return supervisor->cpus == 1 && parallel && access(path, X_OK) == 0 ? "lab-yield" : "lab-native";
}

static void begin_job(struct lab_supervisor *supervisor, struct lab_turn *turn, size_t index) {
  const struct lab_job *job = &supervisor->plan->jobs[index];
  struct lab_record *record = &supervisor->run->jobs[index].record;
  const struct lab_layout layout = lab_layout_default(job);
  const char *executable = executable_of(supervisor, job);
  record->yielding = strcmp(executable, "lab-yield") == 0;
  lab_turn_begin(turn, job, record, &layout, executable);
}

static void end_job(struct lab_supervisor *supervisor, struct lab_turn *turn) {
  struct lab_record *record = turn->record;
  lab_turn_finish(supervisor, turn);
  record->partial = supervisor->interruption && !turn->over;
  if (!record->partial && !record->gave_up && is_enough(supervisor, turn))
    record->wanted = record->total = lab_record_iterations(record); /* that many were right for this machine */
  /* What an operation costs with yields in it says nothing. */
  if (record->yielding) {
    record->sweep_ns = record->sweep_ops = 0;
    memset(record->role_times, 0, sizeof record->role_times);
  }
}

static void tune_lab(struct lab_supervisor *supervisor, struct lab_turn *turns, size_t n) {
  struct lab_layout layout;
  bool wanted = false;
  for (size_t t = 0; t < n; t++)
    wanted |= strcmp(turns[t].executable, "lab-native") == 0 && !turns[t].over;
  if (!supervisor->plan->request.tune || !wanted || !lab_tune(supervisor, turns[0].job->info->lab, &layout))
    return;
  for (size_t t = 0; t < n; t++) {
    if (strcmp(turns[t].executable, "lab-native") == 0)
      turns[t].layout = turns[t].record->layout = layout;
  }
}

/* Some jobs of one lab, together: those of these indices. */
static void run_group(struct lab_supervisor *supervisor, struct lab_turn *turns, const size_t *jobs, size_t n,
                      size_t before) {
  for (size_t t = 0; t < n; t++) {
    begin_job(supervisor, &turns[t], jobs[t]);
    lab_turn_start_host(supervisor, &turns[t]);
  }
  /* None is measured while another one is still starting. */
  for (size_t t = 0; t < n && !supervisor->interruption; t++)
    lab_turn_await(supervisor, &turns[t]);
  if (!supervisor->interruption)
    tune_lab(supervisor, turns, n);
  run_rounds(supervisor, turns, n, before);
  if (!supervisor->interruption)
    stop_hosts(supervisor, turns, n);
  for (size_t t = 0; t < n; t++)
    end_job(supervisor, &turns[t]);
  lab_janitor_sweep(); /* what the labs have forked and left */
}

/* How many of these jobs are of the same lab, and fit into the machine together. */
static size_t group_size(const struct lab_plan *plan, const size_t *jobs, size_t count) {
  size_t n = 0;
  double room = 1;
  while (n < count && n < LAB_HOSTS_AT_ONCE) {
    const struct lab_job *job = &plan->jobs[jobs[n]];
    if (strcmp(job->info->lab, plan->jobs[jobs[0]].info->lab) != 0)
      break;
    room -= 1.0 / lab_machine_hosts(job->threads, lab_engine_facts(job->engine)->detector != NULL);
    if (n > 0 && room < -1e-9)
      break;
    n++;
  }
  return n;
}

static bool run_all(struct lab_supervisor *supervisor, struct lab_error *error) {
  const struct lab_plan *plan = supervisor->plan;
  struct lab_turn *turns = calloc(LAB_HOSTS_AT_ONCE, sizeof *turns);
  size_t *jobs = calloc(plan->n_jobs + 1, sizeof *jobs), n = 0;
  const bool good = (turns && jobs) || lab_fail(error, 3, "no memory for %d hosts", LAB_HOSTS_AT_ONCE);
  for (size_t j = 0; j < plan->n_jobs && good; j++)
    if (lab_engine_facts(plan->jobs[j].engine)->iterates)
      jobs[n++] = j;
  for (size_t first = 0; first < n && good && !supervisor->interruption;) {
    const size_t size = group_size(plan, jobs + first, n - first);
    run_group(supervisor, turns, jobs + first, size, first);
    first += size;
  }
  if (good && !supervisor->interruption)
    lab_search_all(supervisor);
  free(turns);
  free(jobs);
  return good;
}

/* -- The whole run. -- */
static bool prepare_records(const struct lab_plan *plan, struct lab_run *run) {
  run->jobs = calloc(plan->n_jobs ? plan->n_jobs : 1, sizeof *run->jobs);
  if (!run->jobs)
    return false;
  run->n_jobs = plan->n_jobs;
  for (size_t j = 0; j < plan->n_jobs; j++) {
    const struct lab_job *job = &plan->jobs[j];
    struct lab_record *record = &run->jobs[j].record;
    record->info = job->info;
    record->engine = job->engine;
    record->threads = job->threads;
    record->ops = job->ops;
    record->wanted = job->iterations;
    record->index = job->index;
    record->first = job->first;
    record->total = job->total;
    record->unit_us = job->unit_us;
    if (job->info->kind == LAB_TIMED)
      record->times = lab_times_new(plan->request.seed + j);
    if (job->info->kind == LAB_TIMED && !record->times)
      return false;
    record->partial = true; /* until it has had its turn */
  }
  return true;
}

static void symbolize(struct lab_run *run) {
  char path[4096];
  for (int pass = 0; pass < 2; pass++) {
    for (size_t j = 0; j < run->n_jobs; j++) {
      struct lab_record *record = &run->jobs[j].record;
      snprintf(path, sizeof path, "%s/%s", record->info->hosts, lab_engine_facts(record->engine)->host);
      if (pass == 0)
        lab_symbolize_expect(record, path);
      else
        lab_symbolize(record, path);
    }
  }
}

static void measure_load(struct lab_machine *machine, double elapsed, double busy, double own) {
  machine->foreign_load = -1;
  if (busy < 0 || elapsed < LOAD_SECONDS)
    return;
  const double others = (lab_machine_busy_seconds() - busy) - (lab_machine_own_seconds() - own);
  machine->foreign_load = fmax(others / elapsed, 0);
}

bool lab_execute(const struct lab_plan *plan, const struct lab_catalog *catalog, const struct lab_progress *progress,
                 struct lab_run *run, struct lab_error *error) {
  const double begin = lab_process_now(), busy = lab_machine_busy_seconds(), own = lab_machine_own_seconds();
  if (!prepare_records(plan, run))
    return lab_fail(error, 3, "no memory for %zu results", plan->n_jobs);
  struct lab_supervisor supervisor = {
      .plan = plan, .catalog = catalog, .progress = progress, .run = run, .random = plan->request.seed};
  /* Orphans of labs must fall to this process, also where no janitor was started. */
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  supervisor.signals = lab_signals_open();
  if (supervisor.signals < 0)
    return lab_fail(error, 3, "cannot take in signals: %s", strerror(errno));
  lab_machine_describe(&run->machine);
  supervisor.cpus = run->machine.cpus_usable;
  run->machine.pinned = false;
  for (size_t j = 0; j < plan->n_jobs && plan->request.pin; j++)
    run->machine.pinned |= plan->jobs[j].info->kind != LAB_TIMED; /* these place their threads themselves */
  run->machine.round_trip_before_ns = lab_machine_round_trip();
  const bool done = run_all(&supervisor, error);
  run->machine.round_trip_after_ns = supervisor.interruption ? 0 : lab_machine_round_trip();
  run->interruption = supervisor.interruption;
  run->partial = supervisor.interruption != NULL;
  run->elapsed = lab_process_now() - begin;
  measure_load(&run->machine, run->elapsed, busy, own);
  if (done) {
    symbolize(run);
    lab_run_conclude(run);
  }
  lab_signals_close(supervisor.signals, run->partial);
  return done;
}

void lab_run_clear(struct lab_run *run) {
  for (size_t j = 0; j < run->n_jobs; j++)
    lab_record_clear(&run->jobs[j].record);
  free(run->jobs);
  run->jobs = NULL;
  run->n_jobs = 0;
}
