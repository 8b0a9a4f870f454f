/* SPDX-License-Identifier: MIT */
/* What the table says of actors: what they are called, whose a report is, and what an operation costs each role. */
#include "sample_run.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct lab_style narrow = {.width = 80, .unicode = true};
static char *reader_and_writer[] = {(char *)"reader", (char *)"writer", (char *)"reader"};

static struct lab_job_result *add(struct sample *sample, const char *variant, enum lab_kind kind, uint64_t wanted) {
  struct lab_info *info = sample_variant(sample, "lab", variant, LAB_ROLE_BROKEN);
  info->kind = kind;
  return sample_job(sample, info, LAB_ENGINE_NATIVE, wanted);
}

static void assert_shown(const struct sample *sample, const char *part, bool shown) {
  char *text = sample_render(&lab_render_table, &sample->run, narrow);
  if ((strstr(text, part) != NULL) != shown)
    fail_msg("\"%s\" is %s:\n%s", part, shown ? "missing in" : "in", text);
  free(text);
}

static void test_times_by_role(void **state) {
  (void)state;
  struct sample *sample = calloc(1, sizeof *sample);
  struct lab_info *info = NULL;
  sample->run.iterations = 1000;
  struct lab_job_result *job = add(sample, "broken", LAB_THREADS, 1000);
  assert_shown(sample, "by role", false);
  info = &sample->infos[0];
  info->roles = reader_and_writer;
  info->n_roles = 3;
  job->record.role_times[0] = (struct lab_role_time){1000, 100};
  job->record.role_times[1] = (struct lab_role_time){7700, 100};
  job->record.role_times[2] = (struct lab_role_time){3000, 100};
  assert_shown(sample, "ns per operation, by role", true);
  assert_shown(sample, "reader             writer\n", true);
  assert_shown(sample, "20.0               77.0\n", true); /* both readers are one kind */
  info->roles = NULL;
  info->n_roles = 0;
  sample_free(sample);
}

static void test_actors_are_called_what_they_are(void **state) {
  (void)state;
  struct sample *sample = calloc(1, sizeof *sample);
  sample->run.iterations = 1000;
  add(sample, "broken", LAB_PROCESSES, 1000);
  assert_shown(sample, "2 processes", true);
  sample->infos[0].kind = LAB_TASKS;
  assert_shown(sample, "2 tasks", true);
  add(sample, "broken-threads", LAB_THREADS, 1000);
  assert_shown(sample, "2 actors", true);
  sample_free(sample);
}

static void test_iterations_of_engines_that_differ(void **state) {
  (void)state;
  struct sample *sample = calloc(1, sizeof *sample);
  sample->run.iterations = 1000;
  add(sample, "broken", LAB_PROCESSES, 1000);
  sample_job(sample, &sample->infos[0], LAB_ENGINE_TSAN, 200);
  assert_shown(sample, "1,000 and 200 iterations", true);
  assert_shown(sample, "operations each", false);
  assert_shown(sample, "sees one process at a time", true);
  sample_free(sample);
}

static void test_a_lock_order_names_its_actors(void **state) {
  (void)state;
  struct sample *sample = calloc(1, sizeof *sample);
  sample->run.iterations = 1000;
  struct lab_job_result *job = add(sample, "broken", LAB_THREADS, 1000);
  job->record.engine = LAB_ENGINE_TSAN;
  job->record.counts.iterations = 0; /* they deadlocked */
  sample_report(job, 3, "lab/broken.c");
  job->summary.iterations = 3;
  struct lab_finding *finding = job->record.findings;
  strcpy(finding->kind, LAB_LOCK_ORDER);
  for (unsigned a = 0; a < finding->n_accesses; a++)
    finding->accesses[a].size = 0;
  assert_shown(sample, "in 3 of 3 iterations", true);
  assert_shown(sample, "     taken by actor 1 in increment", true);
  assert_shown(sample, "     while holding what was taken by actor 0 in increment", true);
  sample_free(sample);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_times_by_role),
      cmocka_unit_test(test_actors_are_called_what_they_are),
      cmocka_unit_test(test_iterations_of_engines_that_differ),
      cmocka_unit_test(test_a_lock_order_names_its_actors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
