/* SPDX-License-Identifier: MIT */
#include "supervise/harvest.h"
#include <stdlib.h>
#include <string.h>

/* No clock error can make a sweep longer than this. */
#define SWEEP_SECONDS_MAX 1e8

static bool never_goes_back(const struct lab_counts *now, const struct lab_counts *before) {
  for (unsigned t = 0; t < LAB_TALLIES; t++) {
    if (now->tally[t].iterations < before->tally[t].iterations || now->tally[t].total < before->tally[t].total)
      return false;
  }
  for (unsigned o = 0; o < LAB_OUTCOMES_MAX; o++) {
    if (now->outcomes[o] < before->outcomes[o])
      return false;
  }
  return now->iterations >= before->iterations && now->anomalous >= before->anomalous &&
         now->reported >= before->reported && now->unlisted >= before->unlisted;
}

static bool report_possible(const struct lab_report *report, uint64_t end) {
  if (!memchr(report->kind, '\0', sizeof report->kind) || report->kind[0] == '\0')
    return false;
  if (report->n_accesses > LAB_REPORT_STACKS || report->count == 0 || report->iterations > report->count ||
      report->first >= end)
    return false;
  for (unsigned a = 0; a < report->n_accesses; a++) {
    if (report->accesses[a].n_frames > LAB_REPORT_FRAMES)
      return false;
  }
  return true;
}

static bool same_places(const struct lab_report *a, const struct lab_report *b) {
  if (strcmp(a->kind, b->kind) != 0 || a->n_accesses != b->n_accesses)
    return false;
  for (unsigned i = 0; i < a->n_accesses; i++) {
    const struct lab_access *x = &a->accesses[i], *y = &b->accesses[i];
    if ((x->n_frames > 0) != (y->n_frames > 0) || x->write != y->write || x->atomic != y->atomic ||
        (x->n_frames > 0 && x->frames[0] != y->frames[0]))
      return false;
  }
  return true;
}

void lab_report_merge(struct lab_report *reports, unsigned *n_reports, uint64_t *dropped,
                      const struct lab_report *report) {
  for (unsigned r = 0; r < *n_reports; r++) {
    if (!same_places(&reports[r], report))
      continue;
    reports[r].count += report->count;
    reports[r].iterations += report->iterations;
    if (report->first < reports[r].first)
      reports[r].first = report->first;
    return;
  }
  if (*n_reports == LAB_REPORTS_MAX) {
    ++*dropped;
    return;
  }
  reports[(*n_reports)++] = *report;
}

/* The table of a host; a report that is still being written, or cannot be, is left out. */
static void take_reports(struct lab_harvest *harvest, const struct lab_channel *channel, uint64_t end) {
  const unsigned n = atomic_load(&channel->n_reports);
  const unsigned kept = n < LAB_REPORTS_MAX ? n : LAB_REPORTS_MAX;
  harvest->reports_dropped = n - kept;
  for (unsigned r = 0; r < kept; r++) {
    const struct lab_report copy = channel->reports[r];
    if (report_possible(&copy, end))
      lab_report_merge(harvest->reports, &harvest->n_reports, &harvest->reports_dropped, &copy);
  }
}

static bool take(struct lab_harvest *fresh, const struct lab_harvest *before, const struct lab_host *host, uint64_t end,
                 uint64_t commanded) {
  const struct lab_channel *channel = host->channel;
  for (unsigned w = 0; w < host->actors; w++) {
    const struct lab_worker *worker = &channel->workers[w];
    if (worker->counts.iterations > commanded || worker->phase > LAB_PHASE_AUDIT)
      return false;
    lab_counts_add(&fresh->counts, &worker->counts);
    fresh->sweep_ns += (double)worker->sweep_ns;
    fresh->sweep_ops += (double)worker->sweep_ops;
    if (host->roles > 0 && host->roles <= LAB_ROLES_MAX) {
      fresh->role_times[w % host->roles].ns += (double)worker->sweep_ns;
      fresh->role_times[w % host->roles].ops += (double)worker->sweep_ops;
    }
  }
  take_reports(fresh, channel, end);
  /* Looked at last: what was written over meanwhile must not pass. */
  return lab_channel_intact(channel, host->actors, host->nonce) &&
         lab_counts_possible(&fresh->counts, end, commanded) && never_goes_back(&fresh->counts, &before->counts) &&
         fresh->sweep_ns >= before->sweep_ns && fresh->sweep_ops >= before->sweep_ops &&
         fresh->sweep_ns < SWEEP_SECONDS_MAX * 1e9;
}

bool lab_harvest_take(struct lab_harvest *harvest, const struct lab_host *host, uint64_t end, uint64_t commanded) {
  if (!lab_channel_intact(host->channel, host->actors, host->nonce))
    return false;
  struct lab_harvest *fresh = calloc(1, sizeof *fresh);
  if (!fresh)
    return false;
  const bool good = take(fresh, harvest, host, end, commanded);
  if (good)
    *harvest = *fresh;
  free(fresh);
  return good;
}

void lab_harvest_merge(struct lab_record *record, const struct lab_harvest *harvest) {
  lab_counts_add(&record->counts, &harvest->counts);
  record->sweep_ns += harvest->sweep_ns;
  record->sweep_ops += harvest->sweep_ops;
  lab_role_times_add(record->role_times, harvest->role_times);
  record->reports_dropped += harvest->reports_dropped;
  for (unsigned r = 0; r < harvest->n_reports; r++)
    lab_report_merge(record->reports, &record->n_reports, &record->reports_dropped, &harvest->reports[r]);
}
