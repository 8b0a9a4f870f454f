/* SPDX-License-Identifier: MIT */
/*
 * What a detector is worth on a variant, and the table of it.
 */
#include "sample_run.h"
#include "stats/detection.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* A detector's job, with a report of this kind unless it is NULL. */
static struct lab_job_result *detector_job(struct sample *sample, const struct lab_info *info, enum lab_engine engine,
                                           const char *kind) {
  struct lab_job_result *job = sample_job(sample, info, engine, 10);
  if (!kind)
    return job;
  job->record.counts.reported = job->record.reports[0].iterations = 10;
  snprintf(job->record.reports[0].kind, sizeof job->record.reports[0].kind, "%s", kind);
  job->record.n_reports = 1;
  return job;
}

static enum lab_detection detection(enum lab_role role, const char *declared, const char *kind) {
  struct sample *sample = calloc(1, sizeof *sample);
  struct lab_info *info = sample_variant(sample, "lab", "variant", role);
  info->expect[LAB_ENGINE_EXPLORE] = declared ? strdup(declared) : NULL;
  const enum lab_detection found = lab_detection_of(&detector_job(sample, info, LAB_ENGINE_TSAN, kind)->record);
  sample_free(sample);
  return found;
}

static void judges(void **state) {
  assert_int_equal(detection(LAB_ROLE_BROKEN, NULL, LAB_DATA_RACE), LAB_DETECTED);
  assert_int_equal(detection(LAB_ROLE_BROKEN, "lost", NULL), LAB_DETECTION_MISSED);
  /* Called broken, and declared to be nothing but slow. */
  assert_int_equal(detection(LAB_ROLE_BROKEN, "holds", NULL), LAB_DETECTION_SILENT);
  assert_int_equal(detection(LAB_ROLE_BROKEN, NULL, NULL), LAB_DETECTION_MISSED);
  assert_int_equal(detection(LAB_ROLE_FIXED, NULL, LAB_DATA_RACE), LAB_DETECTION_FALSE);
  assert_int_equal(detection(LAB_ROLE_FIXED, "holds", LAB_DATA_RACE), LAB_DETECTION_FALSE);
  assert_int_equal(detection(LAB_ROLE_FIXED, "holds", NULL), LAB_DETECTION_SILENT);
  /* A fixed variant that is declared to race to the letter: a report of it is true, and silence no harm. */
  assert_int_equal(detection(LAB_ROLE_FIXED, "holds|data-race", LAB_DATA_RACE), LAB_DETECTED);
  assert_int_equal(detection(LAB_ROLE_FIXED, "holds|data-race", LAB_LOCK_ORDER), LAB_DETECTION_FALSE);
  assert_int_equal(detection(LAB_ROLE_FIXED, "holds|data-race", NULL), LAB_DETECTION_SILENT);
  /* Ways to do the work are what they declare. */
  assert_int_equal(detection(LAB_ROLE_WAY, "lost", NULL), LAB_DETECTION_MISSED);
  assert_int_equal(detection(LAB_ROLE_WAY, "holds", LAB_DATA_RACE), LAB_DETECTION_FALSE);
  assert_int_equal(detection(LAB_ROLE_EXERCISE, "lost", LAB_DATA_RACE), LAB_DETECTION_UNKNOWN);
  (void)state;
}

static void what_did_not_run_says_nothing(void **state) {
  struct sample *sample = calloc(1, sizeof *sample);
  struct lab_info *info = sample_variant(sample, "lab", "broken", LAB_ROLE_BROKEN);
  struct lab_record *record = &detector_job(sample, info, LAB_ENGINE_DRD, NULL)->record;
  record->ran = false;
  assert_int_equal(lab_detection_of(record), LAB_DETECTION_NONE);
  record->ran = true;
  record->counts.iterations = 0;
  assert_int_equal(lab_detection_of(record), LAB_DETECTION_NONE);
  sample_free(sample);
  (void)state;
}

static void names_the_most_frequent_kind(void **state) {
  struct sample *sample = calloc(1, sizeof *sample);
  struct lab_info *info = sample_variant(sample, "lab", "broken", LAB_ROLE_BROKEN);
  struct lab_record *record = &detector_job(sample, info, LAB_ENGINE_ASAN, LAB_DATA_RACE)->record;
  record->reports[0].iterations = 3;
  snprintf(record->reports[1].kind, sizeof record->reports[1].kind, "%s", LAB_USE_AFTER_FREE);
  record->reports[1].iterations = 7;
  record->n_reports = 2;
  assert_string_equal(lab_detection_kind(record), LAB_USE_AFTER_FREE);
  /* Reports that were counted but not kept are no silence. */
  record->n_reports = 0;
  assert_non_null(lab_detection_kind(record));
  record->counts.reported = 0;
  assert_null(lab_detection_kind(record));
  sample_free(sample);
  (void)state;
}

/* tsan: 4 ns an operation where native has 2; helgrind: not installed. */
static struct sample *sample_comparison(void) {
  struct sample *sample = calloc(1, sizeof *sample);
  const struct lab_info *broken = sample_variant(sample, "lab", "broken", LAB_ROLE_BROKEN);
  const struct lab_info *fixed = sample_variant(sample, "lab", "fixed-how", LAB_ROLE_FIXED);
  const struct lab_info *const infos[] = {broken, fixed};
  sample->run.compare = true;
  sample->run.command = "lab compare-detectors lab";
  for (int i = 0; i < 2; i++) {
    sample_job(sample, infos[i], LAB_ENGINE_NATIVE, 10);
    detector_job(sample, infos[i], LAB_ENGINE_TSAN, i == 0 ? LAB_DATA_RACE : NULL)->record.sweep_ns = 4e6;
    struct lab_record *record = &sample_job(sample, infos[i], LAB_ENGINE_HELGRIND, 0)->record;
    record->ran = false;
    snprintf(record->refused, sizeof record->refused, "valgrind is not installed");
    detector_job(sample, infos[i], LAB_ENGINE_DRD, i == 0 ? NULL : LAB_DATA_RACE);
  }
  return sample;
}

static void assert_has(const char *text, const char *part) {
  if (!strstr(text, part))
    fail_msg("no \"%s\" in:\n%s", part, text);
}

static void the_table(void **state) {
  struct sample *sample = sample_comparison();
  char *text = sample_render(&lab_render_compare, &sample->run, (struct lab_style){.width = 80});
  assert_has(text, "variant    tsan    helgrind  drd\n");
  assert_has(text, "broken     race    -         missed\n");
  assert_has(text, "fixed-how  silent  -         !race\n");
  assert_has(text, "cost       2.00x   -         1.00x\n");
  assert_has(text, "reported   1 of 1  -         0 of 1\n");
  assert_has(text, "falsely    0 of 1  -         1 of 1\n");
  assert_has(text, "Not run on helgrind, 2 variants: valgrind is not installed\n");
  for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
    assert_true(strcspn(line, "\n") <= 80);
  free(text);
  sample_free(sample);
  (void)state;
}

static void machine_formats(void **state) {
  struct sample *sample = sample_comparison();
  char *csv = sample_render(&lab_render_compare_csv, &sample->run, (struct lab_style){.width = 80});
  char *json = sample_render(&lab_render_compare_json, &sample->run, (struct lab_style){.width = 80});
  assert_has(csv, "\r\nlab,broken,broken,tsan,detected,data-race,10,10,4,2,\r\n");
  assert_has(csv, "\r\nlab,broken,broken,helgrind,not run,,0,0,,,valgrind is not installed\r\n");
  assert_has(json, "\"result\": \"false\"");
  assert_has(json, "\"schema\": \"lab-compare/1\"");
  free(csv);
  free(json);
  sample_free(sample);
  (void)state;
}

/* A comparison is no verdict. */
static void exit_codes(void **state) {
  struct sample *sample = sample_comparison();
  sample->jobs[1].summary.verdict = LAB_NOT_AS_DECLARED;
  assert_int_equal(lab_run_exit_code(&sample->run), 0);
  sample->run.compare = false;
  assert_int_equal(lab_run_exit_code(&sample->run), 1);
  sample_free(sample);
  (void)state;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(judges),          cmocka_unit_test(what_did_not_run_says_nothing),
      cmocka_unit_test(the_table),       cmocka_unit_test(names_the_most_frequent_kind),
      cmocka_unit_test(machine_formats), cmocka_unit_test(exit_codes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
