/* SPDX-License-Identifier: MIT */
/* Searches in the table: their column, what is said below it, and the next command. */
#include "report/draw.h"
#include "report/explore_schedule.h"
#include "sample_run.h"
#include "stats/exploration.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct lab_style narrow = {.unicode = true, .width = 80};

static void assert_shows(const struct sample *sample, const char *part, bool shown) {
  char *text = sample_render(&lab_render_table, &sample->run, narrow);
  if ((strstr(text, part) != NULL) != shown)
    fail_msg("\"%s\" is %s in:\n%s", part, shown ? "missing" : "there", text);
  for (const char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
    if (lab_text_width(line) > 80)
      fail_msg("%d columns: %s", lab_text_width(line), line);
  free(text);
}

static struct lab_exploration proof(void) {
  return (struct lab_exploration){.sizes = {{.threads = 2, .ops = 1, .exhausted = true, .executions = 4},
                                            {.threads = 2, .ops = 2, .tso = true, .exhausted = true, .executions = 34}},
                                  .n_sizes = 2};
}

static struct lab_exploration failure(void) {
  return (struct lab_exploration){.sizes = {{.threads = 2, .ops = 1, .exhausted = true, .executions = 4, .failing = 2}},
                                  .n_sizes = 1,
                                  .failed = true,
                                  .races = 2,
                                  .words = {{"lost", true, 4}},
                                  .n_words = 1,
                                  .interleavings = 6,
                                  .failing_interleavings = 4,
                                  .schedule = (char *)(uintptr_t)"T1 T2 T2 T1",
                                  .token = (char *)(uintptr_t)"x1-0-1:1,2:2,1:2",
                                  .sentence = (char *)(uintptr_t)"both actors read x = 0 (steps 1 and 2)"};
}

/* Adds a variant that was searched, and run natively where there are iterations. */
static struct lab_job_result *add(struct sample *sample, const char *variant, enum lab_role role, uint64_t iterations,
                                  struct lab_exploration *found) {
  const struct lab_info *info = sample_variant(sample, "counter-race", variant, role);
  if (iterations)
    sample_job(sample, info, LAB_ENGINE_NATIVE, iterations);
  struct lab_job_result *job = sample_job(sample, info, LAB_ENGINE_EXPLORE, 0);
  job->record.exploration = found;
  job->record.ran = found != NULL;
  return job;
}

static void test_column(void **state) {
  (void)state;
  struct lab_exploration lost = failure(), many = failure(), proved = proof(), racy = proof(), open = proof();
  struct sample *sample = calloc(1, sizeof *sample);
  many.interleavings = 0;
  racy.races = 1;
  open.sizes[0].exhausted = false;
  add(sample, "broken", LAB_ROLE_BROKEN, 1000, &lost);
  add(sample, "broken-long", LAB_ROLE_BROKEN, 1000, &many);
  add(sample, "fixed", LAB_ROLE_FIXED, 1000, &proved);
  add(sample, "fixed-open", LAB_ROLE_FIXED, 1000, &open);
  add(sample, "fixed-racy", LAB_ROLE_FIXED, 1000, &racy);
  add(sample, "fixed-timed", LAB_ROLE_FIXED, 1000, NULL);
  assert_shows(sample, "explore  verdict\n", true);
  assert_shows(sample, " 4 of 6  ok\n", true);
  assert_shows(sample, "   fails  ok\n", true);
  assert_shows(sample, "  proved  ok\n", true);
  assert_shows(sample, " not all  ok\n", true);
  assert_shows(sample, "  1 race  ok\n", true);
  assert_shows(sample, "       -  ok\n", true);
  sample_free(sample);
}

static void test_sentences(void **state) {
  (void)state;
  struct lab_exploration one = failure(), two = failure(), proved = proof();
  struct sample *sample = calloc(1, sizeof *sample);
  add(sample, "broken", LAB_ROLE_BROKEN, 1000, &one);
  add(sample, "broken-volatile", LAB_ROLE_BROKEN, 1000, &two);
  add(sample, "fixed", LAB_ROLE_FIXED, 1000, &proved);
  assert_shows(sample,
               "  broken, broken-volatile: lost in 4 of 6 interleavings of 2 x 1, shortest T1 T2\n"
               "    T2 T1; 2 data races\n"
               "    both actors read x = 0 (steps 1 and 2)\n"
               "    lab explore counter-race/broken --schedule x1-0-1:1,2:2,1:2\n"
               "  fixed: proved for 2 x 1, 2 x 2 on tso\n",
               true);
  sample_free(sample);
}

/* An exercise is to be found out, and what is not explored says why. */
static void test_what_is_not_told(void **state) {
  (void)state;
  struct lab_exploration lost = failure();
  struct sample *sample = calloc(1, sizeof *sample);
  add(sample, "exercise", LAB_ROLE_EXERCISE, 1000, &lost);
  struct lab_job_result *job = add(sample, "fixed", LAB_ROLE_FIXED, 1000, NULL);
  snprintf(job->record.refused, sizeof job->record.refused, "not explored: its actors are processes");
  assert_shows(sample, "both actors read", false);
  assert_shows(sample, "--schedule", false);
  assert_shows(sample, "  fixed: not explored: its actors are processes\n", true);
  sample_free(sample);
}

/* Where the engines differ, the variant's own reason is there; where they agree, it is not. */
static void test_reason_of_the_variant(void **state) {
  (void)state;
  struct lab_exploration racy = proof(), open = proof(), proved = proof();
  struct lab_exploration *all[] = {&racy, &open, &proved};
  racy.races = 2;
  open.sizes[0].exhausted = false;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct sample *sample = calloc(1, sizeof *sample);
    add(sample, "fixed", LAB_ROLE_FIXED, 1000, all[i]);
    sample->infos[0].why = strdup("to the letter of C11");
    assert_shows(sample, "fixed: to the letter of C11\n", all[i] != &proved);
    sample_free(sample);
  }
}

static void test_alone(void **state) {
  (void)state;
  struct lab_exploration lost = failure();
  struct sample *sample = calloc(1, sizeof *sample);
  struct lab_job_result *job = add(sample, "broken", LAB_ROLE_BROKEN, 0, &lost);
  assert_shows(sample, "What the explorer found of counter-race", true);
  assert_shows(sample, "iterations", false);
  assert_shows(sample, "95 %", false); /* counts of all interleavings are exact */
  job->summary.verdict = LAB_NOT_AS_DECLARED;
  assert_shows(sample, "Next: lab explore counter-race/broken\n", true);
  sample_free(sample);
}

/* What is said of schedules with fewer preemptions, where it was not found out whether they fail. */
static void test_fewer_preemptions(void **state) {
  (void)state;
#define STEP(actor, op, line) "{\"actor\":" actor ",\"op\":\"" op "\",\"place\":{\"line\":" line "}}"
  static const struct {
    const char *steps;
    bool fewer;
  } all[] = {
      {STEP("1", "read", "7") "," STEP("2", "write", "7") "," STEP("1", "write", "7"), true},
      {STEP("1", "read", "7") "," STEP("1", "write", "7") "," STEP("2", "read", "7"), false},  /* one after the other */
      {STEP("1", "read", "7") "," STEP("2", "unlock", "9") "," STEP("1", "lock", "8"), false}, /* it had to wait */
      {STEP("1", "read", "7") "," STEP("2", "write", "9") "," STEP("1", "read", "7"), false},  /* it looked again */
      {"", false},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    char document[600], *text = NULL;
    size_t size = 0;
    snprintf(document, sizeof document,
             "{\"phases\":[{}],\"fewest_preemptions\":null,\"schedule\":{\"bad\":true,\"label\":\"lost "
             "1\",\"token\":\"x1\",\"steps\":[%s]}}",
             all[i].steps);
    json_t *result = json_loads(document, 0, NULL);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(result);
    assert_non_null(out);
    lab_explore_schedule(result, &narrow, out);
    fclose(out);
    if ((strstr(text, "fewer preemptions") != NULL) != all[i].fewer)
      fail_msg("[%s]: fewer preemptions %s:\n%s", all[i].steps, all[i].fewer ? "are not mentioned" : "than none", text);
    json_decref(result);
    free(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_column),
                                     cmocka_unit_test(test_sentences),
                                     cmocka_unit_test(test_what_is_not_told),
                                     cmocka_unit_test(test_reason_of_the_variant),
                                     cmocka_unit_test(test_alone),
                                     cmocka_unit_test(test_fewer_preemptions)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
