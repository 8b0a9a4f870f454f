/* SPDX-License-Identifier: MIT */
/*
 * JSON Lines: the document of json.c in records of one line each, schema "lab-lines/1" (SCHEMA.md,
 * schema/lab-lines-1.schema.json).  A header, then each job followed by its findings and incidents, then the summary,
 * whose absence tells a file that was cut off.  `lab merge` reads them back (src/merge/).
 */
#include "report/json.h"

/* 17 digits give back the same double. */
#define LINE_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(17))

/*
 * Writes one record: its kind, the number of the job it belongs to (negative: none), and the part under the kind's
 * name. Takes the reference.  What does not fit into memory is left out, which the number of records in the summary
 * shows.
 */
static void put_record(FILE *out, const char *kind, json_int_t job, json_t *part, json_t *also, size_t *n) {
  json_t *line = json_pack("{s:s, s:I, s:o}", "record", kind, "index", job, kind, part);
  if (line && job < 0)
    json_object_del(line, "index");
  if (line && (!also || json_object_update(line, also) == 0) && json_dumpf(line, out, LINE_FLAGS) == 0) {
    fputc('\n', out);
    ++*n;
  }
  json_decref(line);
  json_decref(also);
}

static void render(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  (void)style;
  size_t n = 0;
  put_record(out, "header", -1, lab_json_header(run), json_pack("{s:s}", "schema", "lab-lines/1"), &n);
  for (size_t j = 0; j < run->n_jobs; j++) {
    const struct lab_record *record = &run->jobs[j].record;
    const json_int_t index = (json_int_t)record->index;
    put_record(out, "job", index, lab_json_job(&run->jobs[j]), NULL, &n);
    for (unsigned f = 0; f < record->n_findings; f++)
      put_record(out, "finding", index, lab_json_finding(&record->findings[f]), NULL, &n);
    for (unsigned i = 0; i < record->n_notes; i++)
      put_record(out, "incident", index, lab_json_incident(&record->notes[i]), NULL, &n);
  }
  json_t *records = json_pack("{s:I}", "records", (json_int_t)n);
  put_record(out, "summary", -1, lab_json_summary(run), records, &n);
}

const struct lab_renderer lab_render_jsonl = {"jsonl", "the same in lines, for lab merge (schema lab-lines/1)", render};
