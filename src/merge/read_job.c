/* SPDX-License-Identifier: MIT */
#include "merge/part.h"
#include "stats/timing.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ANY UINT64_C(0x3fffffffffffffff) /* sums of two still fit */
#define LINES_MAX 1000000

static const char *role_name(unsigned i) { return lab_role_name((enum lab_role)i); }
static const char *kind_name(unsigned i) { return lab_kind_name((enum lab_kind)i); }
static const char *engine_name(unsigned i) { return lab_engine_name((enum lab_engine)i); }
static const char *tally_name(unsigned i) { return lab_tally_name((enum lab_tally)i); }
static const char *incident_name(unsigned i) { return lab_incident_name((enum lab_incident)i); }
static const char *grade_name(unsigned i) {
  static const char *const names[] = {"acceptable", "interesting", "forbidden"};
  return names[i];
}

/* -- What the variant is. -- */
static void read_outcomes(const struct lab_reader *reader, const json_t *json, struct lab_info *info,
                          struct lab_counts *counts) {
  const json_t *list = lab_read_array(reader, json, "outcomes", LAB_OUTCOMES_MAX);
  const size_t n = json_array_size(list);
  info->outcomes = n ? calloc(n, sizeof *info->outcomes) : NULL;
  for (size_t o = 0; info->outcomes && o < n && !reader->error->code; o++) {
    const json_t *one = json_array_get(list, o);
    info->n_outcomes = (unsigned)o + 1;
    info->outcomes[o].id = lab_read_text(reader, one, "id");
    info->outcomes[o].grade = (enum lab_grade)lab_read_choice(reader, one, "grade", grade_name, 3);
    info->outcomes[o].meaning = lab_read_text_or_null(reader, one, "meaning");
    counts->outcomes[o] = lab_read_count(reader, one, "iterations", ANY);
  }
}

static void read_declarations(const struct lab_reader *reader, const json_t *json, struct lab_info *info) {
  const json_t *declared = lab_read_object(reader, json, "declarations");
  for (unsigned e = 0; declared && e < LAB_ENGINES; e++)
    info->expect[e] = lab_read_text_or_null(reader, declared, engine_name(e));
}

static void read_roles(const struct lab_reader *reader, const json_t *json, struct lab_info *info) {
  const json_t *list = lab_read_array(reader, json, "actors", LAB_ROLES_MAX);
  const size_t n = json_array_size(list);
  info->roles = n ? calloc(n, sizeof *info->roles) : NULL;
  for (size_t r = 0; info->roles && r < n; r++) {
    const char *role = json_string_value(json_array_get(list, r));
    info->roles[r] = strdup(role ? role : "");
    info->n_roles = (unsigned)r + 1;
  }
}

static void read_info(const struct lab_reader *reader, const json_t *json, struct lab_info *info) {
  info->lab = lab_read_text(reader, json, "lab");
  info->variant = lab_read_text(reader, json, "variant");
  info->name = lab_read_text(reader, json, "name");
  info->title = lab_read_text_or_null(reader, json, "title");
  info->source = lab_read_text_or_null(reader, json, "source");
  info->why = lab_read_text_or_null(reader, json, "why");
  info->role = (enum lab_role)lab_read_choice(reader, json, "role", role_name, LAB_ROLES);
  info->kind = (enum lab_kind)lab_read_choice(reader, json, "kind", kind_name, LAB_TASKS + 1);
  info->threads = (unsigned)lab_read_count(reader, json, "actors_default", LAB_ACTORS_MAX);
  read_declarations(reader, json, info);
  read_roles(reader, json, info);
}

/* -- What it did. -- */
static void read_parameters(const struct lab_reader *reader, const json_t *json, struct lab_record *record) {
  const json_t *p = lab_read_object(reader, json, "parameters");
  const json_t *layout = p ? lab_read_object(reader, p, "layout") : NULL;
  if (!layout)
    return;
  record->threads = (unsigned)lab_read_count(reader, p, "threads", LAB_ACTORS_MAX);
  record->ops = (unsigned long)lab_read_count(reader, p, "ops", ANY);
  record->wanted = lab_read_count_or_null(reader, p, "iterations", ANY);
  record->first = lab_read_count(reader, p, "first", ANY);
  record->total = lab_read_count_or_null(reader, p, "of", ANY);
  record->yielding = lab_read_bool(reader, p, "yielding");
  record->layout.batch = (uint32_t)lab_read_count(reader, layout, "batch", UINT32_MAX);
  record->layout.stride = (uint32_t)lab_read_count(reader, layout, "stride", UINT32_MAX);
  record->layout.shuffle = lab_read_bool(reader, layout, "shuffle");
}

static void read_tally(const struct lab_reader *reader, const json_t *json, struct lab_counts *counts) {
  struct lab_tally_counts *tally = &counts->tally[lab_read_choice(reader, json, "tally", tally_name, LAB_TALLIES)];
  const json_t *each = lab_read_object(reader, json, "per_iteration");
  const json_t *buckets = each ? lab_read_array(reader, each, "buckets", LAB_BUCKETS) : NULL;
  uint64_t sum = 0;
  if (!buckets)
    return;
  tally->total = lab_read_count(reader, json, "total", ANY);
  tally->iterations = lab_read_count(reader, json, "iterations", ANY);
  tally->first = lab_read_count_or_null(reader, json, "first_iteration", ANY);
  tally->max = lab_read_count(reader, each, "max", ANY);
  tally->squares = lab_read_real(reader, each, "sum_of_squares");
  for (size_t b = 0; b < json_array_size(buckets); b++) {
    const json_t *bucket = json_array_get(buckets, b);
    const uint64_t n = lab_read_count(reader, bucket, "iterations", ANY);
    tally->buckets[lab_bucket_of(lab_read_count(reader, bucket, "low", ANY))] += n;
    sum += n;
  }
  if (sum != tally->iterations)
    lab_reader_fail(reader, "the buckets of \"%s\" hold %llu iterations, not %llu",
                    json_string_value(json_object_get(json, "tally")), (unsigned long long)sum,
                    (unsigned long long)tally->iterations);
}

static void read_unlisted(const struct lab_reader *reader, const json_t *json, struct lab_counts *counts) {
  const json_t *unlisted = lab_read_object(reader, json, "unlisted");
  const json_t *values = unlisted ? lab_read_array(reader, unlisted, "first_values", LAB_OBSERVED_MAX) : NULL;
  if (!values)
    return;
  counts->unlisted = lab_read_count(reader, unlisted, "iterations", ANY);
  counts->unlisted_n = (uint32_t)json_array_size(values);
  for (size_t v = 0; v < json_array_size(values); v++)
    counts->unlisted_values[v] = json_integer_value(json_array_get(values, v));
}

static void read_counts(const struct lab_reader *reader, const json_t *json, struct lab_record *record) {
  struct lab_counts *counts = &record->counts;
  const json_t *tallies = lab_read_array(reader, json, "tallies", LAB_TALLIES);
  const json_t *bad = lab_read_object(reader, json, "bad");
  if (!bad)
    return;
  counts->iterations = lab_read_count(reader, json, "audited", ANY);
  counts->first_anomalous = lab_read_count_or_null(reader, bad, "first_iteration", ANY);
  for (size_t t = 0; t < json_array_size(tallies); t++)
    read_tally(reader, json_array_get(tallies, t), counts);
  read_unlisted(reader, json, counts);
}

static void read_incidents(const struct lab_reader *reader, const json_t *json, struct lab_record *record) {
  const json_t *incidents = lab_read_object(reader, json, "incidents");
  const json_t *counts = incidents ? lab_read_object(reader, incidents, "counts") : NULL;
  uint64_t all = 0;
  if (!counts)
    return;
  for (unsigned i = 0; i < LAB_INCIDENTS; i++)
    all += record->incidents[i] = lab_read_count(reader, counts, incident_name(i), ANY);
  record->restarts = (unsigned)lab_read_count(reader, incidents, "restarts", UINT32_MAX);
  record->gave_up = lab_read_bool(reader, incidents, "gave_up");
  /* Bad iterations are anomalous ones and incidents (stats/summary.c). */
  const uint64_t bad = lab_read_count(reader, json_object_get(json, "bad"), "iterations", ANY);
  if (bad < all || lab_read_count(reader, json, "iterations", ANY) != record->counts.iterations + all)
    lab_reader_fail(reader, "the numbers of iterations do not add up");
  record->counts.anomalous = bad - all;
}

static void read_sanitizer(const struct lab_reader *reader, const json_t *json, struct lab_record *record) {
  const json_t *sanitizer = json_object_get(json, "sanitizer");
  if (!sanitizer || json_is_null(sanitizer))
    return;
  record->counts.reported = lab_read_count(reader, sanitizer, "iterations", ANY);
  record->counts.first_reported = lab_read_count_or_null(reader, sanitizer, "first_iteration", ANY);
  record->reports_dropped = lab_read_count(reader, sanitizer, "dropped", ANY);
  record->symbolizer_note = lab_read_text_or_null(reader, sanitizer, "note");
}

/* -- Times. -- */
static void read_lanes(const struct lab_reader *reader, const json_t *json, struct lab_lanes *lanes) {
  static const char *const kinds[] = {[LAB_SPAN_WORK] = "work", [LAB_SPAN_WAIT] = "wait"};
  const json_t *names = lab_read_array(reader, json, "names", LAB_LANES_MAX);
  const json_t *spans = lab_read_array(reader, json, "spans", LAB_SPANS_MAX);
  lanes->duration_ns = lab_read_count(reader, json, "duration_ns", ANY);
  lanes->lost = lab_read_count(reader, json, "not_recorded", ANY);
  lanes->spans = calloc(json_array_size(spans) + 1, sizeof *lanes->spans);
  for (size_t l = 0; l < json_array_size(names); l++) {
    const char *name = json_string_value(json_array_get(names, l));
    snprintf(lanes->names[lanes->n_lanes++], sizeof lanes->names[0], "%s", name ? name : "");
  }
  for (size_t s = 0; lanes->spans && s < json_array_size(spans) && !reader->error->code; s++) {
    const json_t *one = json_array_get(spans, s);
    struct lab_span *span = &lanes->spans[lanes->n_spans++];
    const char *kind = json_string_value(json_object_get(one, "kind"));
    span->lane = (uint32_t)lab_read_count(reader, one, "lane", lanes->n_lanes ? lanes->n_lanes - 1 : 0);
    span->begin_ns = lab_read_count(reader, one, "begin_ns", ANY);
    span->end_ns = lab_read_count(reader, one, "end_ns", ANY);
    span->kind = kind && strcmp(kind, kinds[LAB_SPAN_WAIT]) == 0 ? LAB_SPAN_WAIT : LAB_SPAN_WORK;
    lab_read_into(reader, one, "text", span->text, sizeof span->text);
    if (span->end_ns < span->begin_ns)
      lab_reader_fail(reader, "a span ends before it begins");
  }
}

static void read_runs(const struct lab_reader *reader, const json_t *json, struct lab_info *info,
                      struct lab_record *record) {
  const json_t *runs = json_object_get(json, "runs");
  if (info->kind != LAB_TIMED)
    return;
  record->times = lab_times_new(record->first);
  if (!record->times || !runs || json_is_null(runs))
    return;
  struct lab_times *times = record->times;
  const json_t *sample = lab_read_array(reader, runs, "sample_ns", LAB_TIMES_MAX);
  const json_t *lanes = lab_read_object(reader, runs, "lanes");
  info->unit_us = record->unit_us = (unsigned)lab_read_count(reader, runs, "unit_us", UINT32_MAX);
  times->n = lab_read_count(reader, runs, "runs", ANY);
  times->sum_ns = lab_read_real(reader, runs, "mean_ns") * (double)times->n;
  for (size_t s = 0; s < json_array_size(sample); s++)
    times->ns[times->kept++] = json_number_value(json_array_get(sample, s));
  if (times->kept > times->n)
    lab_reader_fail(reader, "\"runs\" has more durations than runs");
  if (lanes)
    read_lanes(reader, lanes, &times->lanes);
}

void lab_read_job(const struct lab_reader *reader, const json_t *json, struct lab_info *info,
                  struct lab_record *record) {
  record->info = info;
  read_info(reader, json, info);
  record->engine = (enum lab_engine)lab_read_choice(reader, json, "engine", engine_name, LAB_ENGINES);
  read_parameters(reader, json, record);
  read_outcomes(reader, json, info, &record->counts);
  read_counts(reader, json, record);
  read_incidents(reader, json, record);
  read_sanitizer(reader, json, record);
  if (!reader->error->code && !lab_counts_possible(&record->counts, UINT64_MAX, record->counts.iterations))
    lab_reader_fail(reader, "the counts of \"%s\" cannot be", info->name);
  read_runs(reader, json, info, record);
  record->unsuited = lab_read_bool(reader, json, "unsuited");
  if (!json_is_null(json_object_get(json, "exploration")))
    record->exploration = lab_read_exploration(reader, json_object_get(json, "exploration"));
  record->ran = lab_read_bool(reader, json, "ran");
  record->partial = lab_read_bool(reader, json, "partial");
  if (record->ran && !record->exploration && !lab_engine_facts(record->engine)->iterates)
    lab_reader_fail(reader, "\"exploration\" of \"%s\" is missing", info->name ? info->name : "");
  if (!record->ran)
    lab_read_into(reader, json, "refused", record->refused, sizeof record->refused);
  const json_t *time = lab_read_object(reader, json, "time");
  if (!time)
    return;
  record->sweep_ns = lab_read_real(reader, time, "sweep_ns");
  record->sweep_ops = lab_read_real(reader, time, "sweep_ops");
  record->wall_ns = lab_read_real(reader, time, "wall_ns");
  const json_t *roles = lab_read_array(reader, time, "roles", LAB_ROLES_MAX);
  for (size_t r = 0; r < json_array_size(roles); r++) {
    record->role_times[r].ns = lab_read_real(reader, json_array_get(roles, r), "sweep_ns");
    record->role_times[r].ops = lab_read_real(reader, json_array_get(roles, r), "sweep_ops");
  }
}

void lab_read_finding(const struct lab_reader *reader, const json_t *json, struct lab_record *record) {
  const json_t *accesses = lab_read_array(reader, json, "accesses", LAB_REPORT_STACKS);
  struct lab_finding *grown = realloc(record->findings, (record->n_findings + 1) * sizeof *grown);
  if (!grown) {
    lab_fail(reader->error, 3, "out of memory");
    return;
  }
  record->findings = grown;
  struct lab_finding *finding = &grown[record->n_findings++];
  *finding = (struct lab_finding){.n_accesses = (unsigned)json_array_size(accesses)};
  lab_read_into(reader, json, "kind", finding->kind, sizeof finding->kind);
  finding->iterations = lab_read_count(reader, json, "iterations", ANY);
  finding->count = lab_read_count(reader, json, "reports", ANY);
  finding->first = lab_read_count(reader, json, "first_iteration", ANY);
  for (unsigned a = 0; a < finding->n_accesses && !reader->error->code; a++) {
    const json_t *access = json_array_get(accesses, a);
    struct lab_place *place = &finding->accesses[a].place;
    const bool actor = !json_is_null(json_object_get(access, "actor"));
    finding->accesses[a].actor =
        actor ? (unsigned)lab_read_count(reader, access, "actor", LAB_ACTORS_MAX) : LAB_ACTORS_MAX;
    finding->accesses[a].size = (unsigned)lab_read_count(reader, access, "size", UINT32_MAX);
    finding->accesses[a].write = lab_read_bool(reader, access, "write");
    finding->accesses[a].atomic = lab_read_bool(reader, access, "atomic");
    finding->accesses[a].freed = lab_read_bool(reader, access, "freed");
    place->function = lab_read_text_or_null(reader, access, "function");
    place->file = lab_read_text_or_null(reader, access, "file");
    place->line = (unsigned)lab_read_count(reader, access, "line", LINES_MAX);
    place->column = (unsigned)lab_read_count(reader, access, "column", LINES_MAX);
    place->text = lab_read_text_or_null(reader, access, "text");
  }
}

void lab_read_incident(const struct lab_reader *reader, const json_t *json, struct lab_record *record) {
  if (record->n_notes == LAB_INCIDENT_NOTES)
    return;
  struct lab_incident_note *note = &record->notes[record->n_notes++];
  note->kind = (enum lab_incident)lab_read_choice(reader, json, "kind", incident_name, LAB_INCIDENTS);
  note->iteration = lab_read_count(reader, json, "iteration", ANY);
  lab_read_into(reader, json, "text", note->text, sizeof note->text);
}
