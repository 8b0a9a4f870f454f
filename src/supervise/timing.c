/* SPDX-License-Identifier: MIT */
#include "supervise/timing.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DURATION_MAX_NS UINT64_C(1000000000000000) /* eleven days: no iteration is that long */

static int by_begin(const void *one, const void *other) {
  const struct lab_span *a = one, *b = other;
  return a->begin_ns < b->begin_ns ? -1 : a->begin_ns > b->begin_ns;
}

static bool span_possible(const struct lab_span *span) {
  return span->lane < LAB_LANES_MAX && span->kind <= LAB_SPAN_WAIT && span->begin_ns < DURATION_MAX_NS &&
         span->end_ns < DURATION_MAX_NS && (span->end_ns == 0 || span->end_ns >= span->begin_ns);
}

/* What is still under way when all is over ends with the last of what is seen. */
static uint64_t latest(const struct lab_timing *timing, unsigned n) {
  uint64_t last = timing->duration_ns;
  for (unsigned s = 0; s < n; s++)
    if (timing->spans[s].end_ns > last && timing->spans[s].end_ns < DURATION_MAX_NS)
      last = timing->spans[s].end_ns;
  return last;
}

static void take_lanes(struct lab_lanes *lanes, const struct lab_timing *timing) {
  const unsigned all_spans = atomic_load(&timing->n_spans), all_lanes = atomic_load(&timing->n_lanes);
  const unsigned n = all_spans < LAB_SPANS_MAX ? all_spans : LAB_SPANS_MAX;
  struct lab_span *spans = calloc(n + 1, sizeof *spans);
  if (!spans)
    return;
  free(lanes->spans);
  *lanes = (struct lab_lanes){.duration_ns = timing->duration_ns, .spans = spans};
  lanes->n_lanes = all_lanes < LAB_LANES_MAX ? all_lanes : LAB_LANES_MAX;
  lanes->lost = (all_spans - n) + (all_lanes - lanes->n_lanes);
  const uint64_t last = latest(timing, n);
  for (unsigned s = 0; s < n; s++) {
    struct lab_span span = timing->spans[s];
    if (!span_possible(&span) || span.lane >= lanes->n_lanes)
      continue;
    if (span.end_ns == 0)
      span.end_ns = last > span.begin_ns ? last : span.begin_ns;
    span.text[sizeof span.text - 1] = '\0';
    spans[lanes->n_spans++] = span;
  }
  for (unsigned l = 0; l < lanes->n_lanes; l++) {
    memcpy(lanes->names[l], timing->lanes[l].name, sizeof lanes->names[l]);
    lanes->names[l][sizeof lanes->names[l] - 1] = '\0';
  }
  qsort(spans, lanes->n_spans, sizeof *spans, by_begin);
}

void lab_timing_take(struct lab_record *record, const struct lab_channel *channel) {
  struct lab_times *times = record->times;
  const struct lab_timing *timing = &channel->timing;
  if (!times)
    return;
  const unsigned n = atomic_load(&timing->n_durations);
  for (unsigned i = 0; i < n && i < LAB_DURATIONS_MAX; i++)
    if (timing->durations_ns[i] < DURATION_MAX_NS)
      lab_times_add(times, (double)timing->durations_ns[i]);
  const double median = lab_times_median(times), duration = (double)timing->duration_ns;
  if (timing->duration_ns == 0 || timing->duration_ns >= DURATION_MAX_NS)
    return;
  if (times->lanes.duration_ns == 0 || fabs(duration - median) < fabs((double)times->lanes.duration_ns - median))
    take_lanes(&times->lanes, timing);
}
