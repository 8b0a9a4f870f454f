/* SPDX-License-Identifier: MIT */
/* Annotations for GitHub: what a lab says cannot become a command of its own, and there are ten at most. */
#include "report/github.h"
#include "sample_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char *text_of(void (*write)(const struct lab_run *run, FILE *out), const struct lab_run *run) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  write(run, out);
  fclose(out);
  char *copy = strdup(text);
  free(text);
  return copy;
}

static size_t lines_of(const char *text) {
  size_t n = 0;
  for (; *text; text++)
    n += *text == '\n';
  return n;
}

static void marks_are_escaped(void **state) {
  (void)state;
  struct sample *sample = calloc(1, sizeof *sample);
  struct lab_info *info = sample_variant(sample, "a,b:c", "50%", LAB_ROLE_FIXED);
  struct lab_job_result *job = sample_job(sample, info, LAB_ENGINE_NATIVE, 10);
  job->summary.verdict = LAB_NOT_AS_DECLARED;
  strcpy(job->summary.reason, "100 %\n::error::mine\r::stop-commands::x");
  char *text = text_of(lab_github_annotate, &sample->run);
  assert_string_equal(text, "::error file=a%2Cb%3Ac/50%25.c,line=1,title=a%2Cb%3Ac/50%25 on native::"
                            "100 %25 ::error::mine?::stop-commands::x\n");
  free(text);
  text = text_of(lab_github_summarize, &sample->run);
  assert_non_null(strstr(text, "### lab: 1 NOT as declared\n"));
  assert_non_null(strstr(text, "| NOT as declared | a,b:c/50% | native | 100 % ::error::mine?::stop-commands::x |\n"));
  free(text);
  sample_free(sample);
}

static void ten_at_most(void **state) {
  (void)state;
  for (size_t wrong = 0; wrong <= 28; wrong++) {
    struct sample *sample = sample_counter_race();
    for (size_t j = 0; j < wrong; j++)
      sample->jobs[j].summary.verdict = LAB_NOT_AS_DECLARED;
    char *text = text_of(lab_github_annotate, &sample->run), more[40];
    assert_int_equal(lines_of(text), wrong < LAB_ANNOTATIONS_MAX ? wrong : LAB_ANNOTATIONS_MAX);
    snprintf(more, sizeof more, "::%zu more are not", wrong - (LAB_ANNOTATIONS_MAX - 1));
    assert_int_equal(strstr(text, more) != NULL, wrong > LAB_ANNOTATIONS_MAX);
    free(text);
    sample_free(sample);
  }
}

/* What could not run counts in a check alone, which has not passed then. */
static void what_could_not_run(void **state) {
  (void)state;
  struct sample *sample = sample_counter_race();
  sample->jobs[3].summary.verdict = LAB_COULD_NOT_RUN;
  sample->jobs[3].record.ran = false;
  strcpy(sample->jobs[3].record.refused, "no sanitizer here");
  char *text = text_of(lab_github_annotate, &sample->run);
  assert_string_equal(text, "");
  free(text);
  sample->run.check = true;
  text = text_of(lab_github_annotate, &sample->run);
  assert_non_null(strstr(text, "broken-split-atomic on tsan::no sanitizer here\n"));
  free(text);
  sample_free(sample);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(marks_are_escaped),
      cmocka_unit_test(ten_at_most),
      cmocka_unit_test(what_could_not_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
