/* SPDX-License-Identifier: MIT */
#include "host/reports.h"
#include <string.h>

static struct lab_channel *channel;
static atomic_bool stale;

void lab_reports_open(struct lab_channel *into) { channel = into; }

bool lab_reports_stale(void) { return atomic_exchange(&stale, false); }

/* The first and one past the last byte of this executable's code. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[];

uint64_t lab_reports_offset(const void *address) { return (uint64_t)((const char *)address - __ehdr_start); }

/* A return address may belong to the next line. */
uint32_t lab_reports_frames(void *const *trace, size_t n, uint64_t *frames) {
  uint32_t kept = 0;
  for (size_t i = 0; i < n && trace[i] && kept < LAB_REPORT_FRAMES; i++) {
    const char *address = trace[i];
    if (address > __ehdr_start && address <= etext)
      frames[kept++] = lab_reports_offset(address) - 1;
  }
  return kept;
}

static bool same_code(const struct lab_access *a, const struct lab_access *b) {
  return a->n_frames == b->n_frames && a->write == b->write && a->atomic == b->atomic && a->freed == b->freed &&
         (a->n_frames == 0 || a->frames[0] == b->frames[0]);
}

static bool same_report(const struct lab_report *a, const struct lab_report *b) {
  if (a->n_accesses != b->n_accesses || strcmp(a->kind, b->kind) != 0)
    return false;
  for (uint32_t i = 0; i < a->n_accesses; i++)
    if (!same_code(&a->accesses[i], &b->accesses[i]))
      return false;
  return true;
}

static void count_report(struct lab_report *report, uint64_t iteration) {
  report->count++;
  if (report->iterations > 0 && report->last == iteration)
    return;
  report->iterations++;
  report->last = iteration;
}

static void store_report(const struct lab_report *report, uint64_t iteration) {
  uint32_t known = atomic_load(&channel->n_reports);
  if (known > LAB_REPORTS_MAX)
    known = LAB_REPORTS_MAX;
  for (uint32_t r = 0; r < known; r++)
    if (same_report(&channel->reports[r], report)) {
      count_report(&channel->reports[r], iteration);
      return;
    }
  const uint32_t slot = atomic_fetch_add(&channel->n_reports, 1);
  if (slot >= LAB_REPORTS_MAX)
    return;
  channel->reports[slot] = *report;
  channel->reports[slot].first = iteration;
  count_report(&channel->reports[slot], iteration);
}

void lab_reports_add(const struct lab_report *report) {
  if (!channel)
    return;
  const struct lab_worker *worker = lab_gang_self();
  if (!worker)
    worker = &channel->workers[0]; /* a thread that the lab itself made: the iteration is the same */
  const uint32_t position = worker->position;
  store_report(report, worker->batch_first + position);
  if (position < LAB_REPORTS_BATCH_MAX)
    atomic_store(&channel->reported[position], 1);
  atomic_store(&stale, true);
}

void lab_reports_count(struct lab_counts *counts, uint64_t iteration) {
  if (counts->reported == 0 || iteration < counts->first_reported)
    counts->first_reported = iteration;
  counts->reported++;
}

/* Whether a report fell into this state of the batch under way; clears it. */
static bool take(uint32_t position) {
  return atomic_load_explicit(&channel->reported[position], memory_order_relaxed) &&
         atomic_exchange(&channel->reported[position], 0);
}

void lab_reports_audited(struct lab_worker *worker, uint64_t iteration, uint32_t first, uint32_t end) {
  for (uint32_t p = first; p < end; p++)
    if (take(p))
      lab_reports_count(&worker->counts, iteration + p);
}
