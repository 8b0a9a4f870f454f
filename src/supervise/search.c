/* SPDX-License-Identifier: MIT */
#include "supervise/search.h"
#include "explore/examine.h"
#include "plan/capture.h"
#include "supervise/process.h"
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUTPUT_MAX ((size_t)64 << 20)
#define GRACE_SECONDS 30.0       /* beyond what a search was given, to write its result; then it counts as hung */
#define INTERRUPTED_SECONDS 10.0 /* the same after an interruption */
#define AT_ONCE_MAX 16u

/* A job on its way; idle where there is no job. */
struct place {
  size_t job;
  bool busy;
  struct lab_examination examination;
  struct lab_capture capture;
  double begin, deadline;
};

/* Searches at a time: one on each CPU. */
static unsigned places_of(const struct lab_supervisor *supervisor) {
  if (supervisor->cpus > AT_ONCE_MAX)
    return AT_ONCE_MAX;
  return supervisor->cpus ? supervisor->cpus : 1;
}

static struct lab_record *record_of(const struct lab_supervisor *supervisor, const struct place *place) {
  return &supervisor->run->jobs[place->job].record;
}

static double budget(const struct lab_supervisor *supervisor) {
  const struct lab_plan *plan = supervisor->plan;
  size_t searches = 0;
  if (plan->request.seconds > 0)
    return plan->request.seconds / (double)plan->n_jobs;
  if (plan->request.few)
    return LAB_SEARCH_SECONDS_CHECK;
  for (size_t j = 0; j < plan->n_jobs; j++)
    searches += !lab_engine_facts(plan->jobs[j].engine)->iterates;
  return fmin(LAB_SEARCH_SECONDS, LAB_SEARCH_SECONDS_ALL * places_of(supervisor) / (double)searches);
}

static void close_job(struct lab_supervisor *supervisor, struct place *place) {
  struct lab_record *record = record_of(supervisor, place);
  struct lab_examination *examination = &place->examination;
  place->busy = false;
  if (examination->refused[0])
    memcpy(record->refused, examination->refused, sizeof record->refused);
  record->unsuited = examination->unsuited;
  record->ran = examination->found && examination->found->n_sizes > 0 && !examination->refused[0];
  record->partial = supervisor->interruption && !(record->ran && examination->found->failed);
  for (unsigned s = 0; record->ran && s < examination->found->n_sizes; s++)
    record->wall_ns += 1e9 * examination->found->sizes[s].seconds;
  if (record->ran)
    record->exploration = examination->found;
  else
    lab_exploration_free(examination->found);
}

/* Starts the next search of the job, or ends it. */
static void go_on(struct lab_supervisor *supervisor, struct place *place) {
  double seconds = 0;
  char **argv = supervisor->interruption ? NULL : lab_examination_next(&place->examination, &seconds);
  if (!argv) {
    close_job(supervisor, place);
    return;
  }
  place->begin = lab_process_now();
  place->deadline = place->begin + seconds + GRACE_SECONDS;
  if (lab_capture_start(&place->capture, argv, OUTPUT_MAX))
    return;
  lab_capture_finish(&place->capture);
  snprintf(place->examination.refused, sizeof place->examination.refused, "lab-explore %.120s",
           lab_capture_reason(&place->capture));
  lab_capture_clear(&place->capture);
  close_job(supervisor, place);
}

static void end_search(struct lab_supervisor *supervisor, struct place *place) {
  struct lab_capture *capture = &place->capture;
  if (lab_capture_finish(capture))
    lab_examination_take(&place->examination, capture->out, capture->size, lab_process_now() - place->begin);
  else
    snprintf(place->examination.refused, sizeof place->examination.refused, "lab-explore %.140s",
             lab_capture_reason(capture));
  lab_capture_clear(capture);
  go_on(supervisor, place);
}

/* The index of the next job that searches, from this one on; n_jobs: there is none. */
static size_t next_job(const struct lab_plan *plan, size_t from) {
  while (from < plan->n_jobs && lab_engine_facts(plan->jobs[from].engine)->iterates)
    from++;
  return from;
}

static void start_job(struct lab_supervisor *supervisor, struct place *place, size_t job) {
  const struct lab_plan *plan = supervisor->plan;
  *place = (struct place){.job = job, .busy = true};
  lab_examination_begin(&place->examination, &plan->jobs[job], &plan->request, budget(supervisor));
  go_on(supervisor, place);
}

static void interrupt(struct lab_supervisor *supervisor, struct place *places, unsigned n) {
  supervisor->interruption = lab_signals_read(supervisor->signals);
  for (unsigned p = 0; p < n && supervisor->interruption; p++) {
    if (!places[p].busy)
      continue;
    kill(-places[p].capture.pid, SIGINT); /* it hands over what it has */
    places[p].deadline = lab_process_now() + INTERRUPTED_SECONDS;
  }
}

/* Waits for news, and takes them in. */
static void wait_for_news(struct lab_supervisor *supervisor, struct place *places, unsigned n) {
  struct pollfd set[AT_ONCE_MAX * LAB_CAPTURE_FDS + 1];
  nfds_t used = 0;
  double deadline = lab_process_now() + 1;
  for (unsigned p = 0; p < n; p++) {
    if (!places[p].busy)
      continue;
    lab_capture_poll(&places[p].capture, &set[used]);
    used += LAB_CAPTURE_FDS;
    deadline = places[p].deadline < deadline ? places[p].deadline : deadline;
  }
  if (!supervisor->interruption)
    set[used++] = (struct pollfd){.fd = supervisor->signals, .events = POLLIN};
  const double left = deadline - lab_process_now();
  if (used > 0)
    poll(set, used, left > 0 ? (int)(left * 1000) + 1 : 0);
  if (!supervisor->interruption)
    interrupt(supervisor, places, n);
  for (unsigned p = 0; p < n; p++) {
    if (!places[p].busy)
      continue;
    places[p].capture.timed_out = lab_process_now() > places[p].deadline;
    if (places[p].capture.timed_out || lab_capture_follow(&places[p].capture))
      end_search(supervisor, &places[p]);
  }
}

static void tell(const struct lab_supervisor *supervisor, size_t done, size_t job) {
  const struct lab_plan *plan = supervisor->plan;
  char text[160];
  if (!supervisor->progress || !supervisor->progress->update)
    return;
  snprintf(text, sizeof text, "%s explore", plan->jobs[job].info->name);
  supervisor->progress->update(supervisor->progress->context, (double)done / (double)plan->n_jobs, text);
}

void lab_search_all(struct lab_supervisor *supervisor) {
  const struct lab_plan *plan = supervisor->plan;
  const unsigned n = places_of(supervisor);
  struct place *places = calloc(n, sizeof *places);
  size_t next = next_job(plan, 0), done = 0;
  for (size_t j = 0; j < plan->n_jobs; j++)
    done += lab_engine_facts(plan->jobs[j].engine)->iterates;
  for (bool busy = places != NULL; busy;) {
    busy = false;
    for (unsigned p = 0; p < n; p++) {
      while (!places[p].busy && next < plan->n_jobs && !supervisor->interruption) {
        tell(supervisor, done++, next);
        start_job(supervisor, &places[p], next);
        next = next_job(plan, next + 1);
      }
      busy |= places[p].busy;
    }
    if (busy)
      wait_for_news(supervisor, places, n);
  }
  free(places);
}
