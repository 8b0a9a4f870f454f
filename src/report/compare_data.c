/* SPDX-License-Identifier: MIT */
/*
 * A comparison of detectors as JSON ("lab-compare/1") and as CSV: an entry per variant and detector.
 */
#include "report/compare.h"
#include "report/escape.h"
#include "report/json.h"
#include <inttypes.h>

/* Calls this for each variant and detector. */
static void for_each(const struct lab_run *run, void *context,
                     void (*call)(void *context, const struct lab_line *line, enum lab_engine engine)) {
  for (size_t at = 0; at < run->n_jobs;) {
    struct lab_section section;
    at = lab_section_make(&section, run, at);
    for (size_t l = 0; l < section.n_lines; l++)
      for (int e = 0; e < LAB_ENGINES; e++)
        if (section.lines[l].on[e] && lab_engine_detects((enum lab_engine)e))
          call(context, &section.lines[l], (enum lab_engine)e);
    lab_section_clear(&section);
  }
}

static void add_json(void *context, const struct lab_line *line, enum lab_engine engine) {
  const struct lab_record *record = &line->on[engine]->record;
  const char *why = lab_compare_refusal(record);
  json_array_append_new(
      context,
      json_pack("{s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "lab", lab_json_text(line->info->lab),
                "variant", lab_json_text(line->info->variant), "role", lab_role_name(line->info->role), "detector",
                lab_engine_name(engine), "result", lab_detection_name(lab_detection_of(record)), "kind",
                lab_json_text(lab_detection_kind(record)), "iterations", lab_json_count(record->counts.iterations),
                "reported", lab_json_count(record->counts.reported), "ns_per_op",
                lab_json_known(lab_detection_cost(record)), "factor", lab_json_known(lab_compare_factor(line, engine)),
                "why_not", *why ? lab_json_text(why) : json_null()));
}

static void render_json(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  json_t *results = json_array();
  (void)style;
  for_each(run, results, add_json);
  char seed[32];
  snprintf(seed, sizeof seed, "%" PRIu64, run->seed); /* a string: see lab_json_header */
  json_t *document =
      json_pack("{s:s, s:s, s:o, s:o, s:s, s:b, s:o, s:o}", "schema", "lab-compare/1", "version", LAB_VERSION,
                "command", lab_json_text(run->command), "started", lab_json_time(run->started), "seed", seed, "partial",
                run->partial, "machine", lab_json_machine(&run->machine), "results", results);
  if (!document || json_dumpf(document, out, JSON_INDENT(2) | JSON_REAL_PRECISION(10)) != 0)
    fputs("{\"schema\": \"lab-compare/1\", \"error\": \"out of memory\"}", out);
  fputc('\n', out);
  json_decref(document);
}

static void put_number(FILE *out, double value) {
  fputc(',', out);
  if (value > 0)
    fprintf(out, "%.9g", value);
}

static void put_text(FILE *out, const char *text) {
  fputc(',', out);
  lab_put_csv(out, text);
}

static void put_row(void *context, const struct lab_line *line, enum lab_engine engine) {
  const struct lab_record *record = &line->on[engine]->record;
  FILE *out = context;
  lab_put_csv(out, line->info->lab);
  put_text(out, line->info->variant);
  put_text(out, lab_role_name(line->info->role));
  put_text(out, lab_engine_name(engine));
  put_text(out, lab_detection_name(lab_detection_of(record)));
  put_text(out, lab_detection_kind(record));
  fprintf(out, ",%" PRIu64 ",%" PRIu64, record->counts.iterations, record->counts.reported);
  put_number(out, lab_detection_cost(record));
  put_number(out, lab_compare_factor(line, engine));
  put_text(out, lab_compare_refusal(record));
  fputs("\r\n", out);
}

static void render_csv(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  (void)style;
  fputs("lab,variant,role,detector,result,kind,iterations,reported,ns_per_op,factor,why_not\r\n", out);
  for_each(run, out, put_row);
}

const struct lab_renderer lab_render_compare_json = {"json", "a comparison of detectors", render_json};
const struct lab_renderer lab_render_compare_csv = {"csv", "a comparison of detectors", render_csv};
