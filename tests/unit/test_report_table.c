/* SPDX-License-Identifier: MIT */
#include "report/draw.h"
#include "report/number.h"
#include "sample_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct lab_style narrow = {.unicode = true, .width = 80};

/* Calls check with each line of text; escape sequences are taken out first. */
static void each_line(char *text, void (*check)(const char *line, int width), int width) {
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    char plain[8192];
    size_t n = 0;
    for (const char *c = line; *c && n < sizeof(plain) - 1; c++) {
      if (*c == '\033')
        c = strchr(c, 'm');
      else
        plain[n++] = *c;
    }
    plain[n] = '\0';
    check(plain, width);
  }
}

static void check_width(const char *line, int width) {
  if (lab_text_width(line) > width)
    fail_msg("%d columns, more than %d: %s", lab_text_width(line), width, line);
  assert_true(line[0] == '\0' || line[strlen(line) - 1] != ' ');
}

static void check_plain(const char *line, int width) {
  (void)width;
  for (const char *c = line; *c; c++)
    if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e)
      fail_msg("not ASCII: %s", line);
}

static void assert_fits(const struct lab_run *run, struct lab_style style) {
  char *text = sample_render(&lab_render_table, run, style);
  each_line(text, check_width, style.width < LAB_WIDTH_MIN ? LAB_WIDTH_MIN : style.width);
  free(text);
}

static void assert_shows(const struct lab_run *run, struct lab_style style, const char *part) {
  char *text = sample_render(&lab_render_table, run, style);
  if (!strstr(text, part))
    fail_msg("\"%s\" is missing in:\n%s", part, text);
  free(text);
}

/* -- What it says. -- */

static void test_first_line_repeats_the_command(void **state) {
  struct sample *sample = sample_counter_race();
  char *text = sample_render(&lab_render_table, &sample->run, narrow);
  assert_memory_equal(text, "lab run counter-race --iterations 1000 --seed 7\n", 48);
  free(text);
  sample_free(sample);
  (void)state;
}

static void test_numbers_of_a_variant_are_in_its_row(void **state) {
  struct sample *sample = sample_counter_race();
  assert_shows(&sample->run, narrow,
               "broken                979,812 49.0 %    998  99.8 %   1.32 1.00x    998  ok\n"
               "  95 %: 48.7–49.3 % of operations, 99.3–99.98 % of iterations\n"
               "  lost per iteration |▁ ▁▄█▂▁▁| min 0, median 489, p99 950, max 998\n");
  assert_shows(&sample->run, narrow, "fixed-mutex                 0             0 <0.37 %   26.1 19.8x      0  ok\n");
  assert_shows(&sample->run, narrow, "exercise              980,112 49.0 %    998  99.8 %   1.33 1.01x    999  open\n");
  sample_free(sample);
  (void)state;
}

static void test_wide_table_has_one_line_per_variant(void **state) {
  struct sample *sample = sample_counter_race();
  struct lab_style wide = narrow;
  wide.width = 160;
  assert_shows(&sample->run, wide, "49.0 % 48.7–49.3 %    998  99.8 % 99.3–99.98 %  ▁ ▁▄█▂▁▁   0    489 950 998");
  char *text = sample_render(&lab_render_table, &sample->run, wide);
  assert_null(strstr(text, "  95 %: "));
  free(text);
  sample_free(sample);
  (void)state;
}

/* Up to 139 columns, the distribution has a line of its own; from 110 on, the intervals have not. */
static void test_medium_table(void **state) {
  struct sample *sample = sample_counter_race();
  struct lab_style medium = narrow;
  medium.width = 120;
  assert_shows(&sample->run, medium,
               "49.0 % 48.7–49.3 %    998  99.8 % 99.3–99.98 %   1.32 1.00x    998 99.8 %  ok\n"
               "  lost per iteration |▁ ▁▄█▂▁▁| min 0, median 489, p99 950, max 998\n");
  sample_free(sample);
  (void)state;
}

static void test_findings_quote_both_lines(void **state) {
  struct sample *sample = sample_counter_race();
  assert_shows(&sample->run, narrow,
               "  1. data-race in 998 of 1,000 iterations of broken\n"
               "     write of 8 bytes by actor 1 in increment, counter-race/broken.c:14\n"
               "     read of 8 bytes by actor 0 in increment, counter-race/broken.c:14\n"
               "       | c->x = c->x + 1;\n");
  sample_free(sample);
  (void)state;
}

/* A pair of lines that two variants share, in a header say, is one finding. */
static void test_same_lines_are_one_finding(void **state) {
  struct sample *sample = calloc(1, sizeof(*sample));
  sample->run.iterations = 1000;
  for (int i = 0; i < 2; i++) {
    const struct lab_info *info = sample_variant(sample, "lab", i ? "broken-b" : "broken-a", LAB_ROLE_BROKEN);
    sample_report(sample_job(sample, info, LAB_ENGINE_TSAN, 1000), i ? 7 : 998, "lab/shared.h");
  }
  assert_shows(&sample->run, narrow, "1. data-race in 998 of 1,000 iterations of broken-a, 7 of 1,000 of broken-b\n");
  char *text = sample_render(&lab_render_table, &sample->run, narrow);
  assert_null(strstr(text, "2. data-race"));
  free(text);
  sample_free(sample);
  (void)state;
}

static void test_missing_reports_are_counted(void **state) {
  struct sample *sample = sample_counter_race();
  assert_shows(&sample->run, narrow, "Without a report: 2 iterations of broken, 1 of exercise.\n");
  sample_free(sample);
  (void)state;
}

static void test_power_of_zeros(void **state) {
  struct sample *sample = sample_counter_race();
  assert_shows(
      &sample->run, (struct lab_style){.width = 300},
      "All 10 fixed variants: 0 of 1,000 iterations lost in each (below 0.37 % at 95 %). Had they lost as often "
      "as broken does here, 1,000 iterations would have shown it with probability >0.9999.\n");
  sample->jobs[6].summary.power = 0.63;
  assert_shows(&sample->run, (struct lab_style){.width = 300}, "probability 0.6300 only");
  sample_free(sample);
  (void)state;
}

static void test_reason_of_a_broken_expectation(void **state) {
  struct sample *sample = sample_counter_race();
  struct lab_job_result *job = &sample->jobs[6];
  sample_lose(job, LAB_LOST, 998, 5);
  job->summary.verdict = LAB_NOT_AS_DECLARED;
  strcpy(job->summary.reason, "declared holds, lost 5 updates");
  assert_shows(&sample->run, narrow, "!! fixed-atomic on native: NOT as declared: declared holds, lost 5 updates\n");
  assert_shows(&sample->run, narrow, "  NOT OK\n");
  assert_shows(&sample->run, narrow, "NOT as declared, 1 of 14 variants: counter-race/fixed-atomic on native.");
  assert_shows(&sample->run, narrow, "\nNext: lab run counter-race/fixed-atomic --engine native --verbose\n");
  sample->run.command = "lab run counter-race --verbose";
  assert_shows(&sample->run, narrow, "\nNext: lab show counter-race/fixed-atomic\n");
  sample_free(sample);
  (void)state;
}

static void test_quiet_is_the_conclusion_alone(void **state) {
  struct sample *sample = sample_counter_race();
  char *text = sample_render(&lab_render_table, &sample->run, (struct lab_style){.width = 200, .quiet = true});
  assert_string_equal(text, "As declared: 3 broken variants show their bugs, 10 fixed ones hold, 1 left open (nothing "
                            "declared).\n");
  free(text);
  sample_free(sample);
  (void)state;
}

/* Declared to hold where an engine is blind, and nothing was seen: nobody may read that the bug was shown. */
static void test_broken_that_holds_shows_nothing(void **state) {
  struct sample *sample = calloc(1, sizeof(*sample));
  sample->run.iterations = 1000;
  const struct lab_info *info = sample_variant(sample, "lab", "broken", LAB_ROLE_BROKEN);
  struct lab_job_result *job = sample_job(sample, info, LAB_ENGINE_NATIVE, 1000);
  job->summary.verdict = LAB_AS_DECLARED;
  assert_shows(&sample->run, narrow, "As declared: 1 broken variant holds here.\n");
  job->summary.bad = 1;
  assert_shows(&sample->run, narrow, "As declared: 1 broken variant shows its bug.\n");
  sample_free(sample);
  (void)state;
}

static void test_partial_is_marked_at_both_ends(void **state) {
  struct sample *sample = sample_counter_race();
  sample->run.partial = true;
  sample->run.interruption = "SIGINT";
  sample->jobs[0].summary.iterations = 412;
  const char *mark = "PARTIAL: interrupted by SIGINT after 412 to 1,000 of 1,000 iterations of each\n  variant\n";
  char *text = sample_render(&lab_render_table, &sample->run, narrow);
  const char *first = strstr(text, mark);
  assert_non_null(first);
  assert_true(first < strstr(text, "variant   "));
  const char *second = strstr(first + 1, mark);
  assert_non_null(second);
  assert_true(second > strstr(text, "Machine"));
  free(text);
  assert_shows(&sample->run, narrow, "\nNext: lab run counter-race --iterations 1000 --seed 7\n");
  sample_free(sample);
  (void)state;
}

static void test_incidents(void **state) {
  struct sample *sample = sample_counter_race();
  struct lab_record *record = &sample->jobs[0].record;
  record->incidents[LAB_INCIDENT_CRASH] = 2;
  record->incidents[LAB_INCIDENT_HANG] = 1;
  record->restarts = 3;
  record->n_notes = 2;
  for (unsigned n = 0; n < 2; n++) {
    record->notes[n] = (struct lab_incident_note){.kind = LAB_INCIDENT_CRASH, .iteration = 17 + 983 * n};
    strcpy(record->notes[n].text, "SIGSEGV in actor 1\033[2J");
  }
  assert_shows(&sample->run, narrow,
               "  broken on native: crash in 2 iterations, hang in 1 iteration; 3 fresh hosts\n"
               "      crash: SIGSEGV in actor 1?[2J: in iteration 17, 1,000\n");
  sample_free(sample);
  (void)state;
}

static void test_what_could_not_run(void **state) {
  struct sample *sample = calloc(1, sizeof(*sample));
  const struct lab_info *info = sample_variant(sample, "lab", "broken", LAB_ROLE_BROKEN);
  struct lab_job_result *job = sample_job(sample, info, LAB_ENGINE_TSAN, 0);
  job->record.ran = false;
  job->summary = (struct lab_summary){.verdict = LAB_COULD_NOT_RUN, .power = -1};
  strcpy(job->record.refused, "the sanitizer does not start here");
  assert_shows(&sample->run, narrow, "broken on tsan: could not run: the sanitizer does not start here\n");
  assert_shows(&sample->run, narrow, "Nothing could run here.\nNext: lab doctor\n");
  assert_int_equal(lab_run_exit_code(&sample->run), 77);
  sample_free(sample);
  (void)state;
}

/* The heading names the anomaly that all rows begin with; further ones have rows of their own. */
static void test_other_tallies(void **state) {
  struct sample *sample = calloc(1, sizeof(*sample));
  sample->run.iterations = 1000;
  const struct lab_info *info = sample_variant(sample, "queue", "broken", LAB_ROLE_BROKEN);
  struct lab_job_result *job = sample_job(sample, info, LAB_ENGINE_NATIVE, 1000);
  sample_lose(job, LAB_TORN, 998, 1234);
  assert_shows(&sample->run, narrow, "           torn  in iterations");
  sample_lose(job, LAB_DUPLICATED, 500, 77);
  assert_shows(&sample->run, narrow, "           torn  in iterations");
  assert_shows(&sample->run, narrow, "\n  duplicated    ");
  info = sample_variant(sample, "queue", "broken-b", LAB_ROLE_BROKEN);
  sample_lose(sample_job(sample, info, LAB_ENGINE_NATIVE, 1000), LAB_STALE, 500, 77);
  assert_shows(&sample->run, narrow, "anomalies  in iterations");
  assert_shows(&sample->run, narrow, "  torn per iteration |");
  assert_shows(&sample->run, narrow, "  duplicated per iteration |");
  sample_free(sample);
  (void)state;
}

static void add_outcome(struct lab_info *info, const char *id, enum lab_grade grade, const char *meaning) {
  info->outcomes = realloc(info->outcomes, (info->n_outcomes + 1) * sizeof(*info->outcomes));
  info->outcomes[info->n_outcomes++] =
      (struct lab_info_outcome){.id = strdup(id), .grade = grade, .meaning = strdup(meaning)};
}

static void test_outcomes_are_listed_with_zeros(void **state) {
  struct sample *sample = calloc(1, sizeof(*sample));
  sample->run.iterations = 1000;
  struct lab_info *info = sample_variant(sample, "store-buffer", "broken", LAB_ROLE_BROKEN);
  add_outcome(info, "0, 1", LAB_ACCEPTABLE, "one after the other");
  add_outcome(info, "0, 0", LAB_INTERESTING, "both stores were still in a buffer");
  struct lab_job_result *job = sample_job(sample, info, LAB_ENGINE_NATIVE, 1000);
  job->record.counts.outcomes[0] = 991;
  job->record.counts.unlisted = 9;
  job->record.counts.unlisted_n = 2;
  job->record.counts.unlisted_values[0] = -1;
  job->summary.bad = 9;
  assert_shows(&sample->run, narrow,
               "0, 1      acceptable      991\n    one after the other\n"
               "0, 0      interesting       0\n    both stores were still in a buffer\n"
               "unlisted  forbidden         9\n");
  assert_shows(&sample->run, narrow, "does not list, -1, 0 first");
  sample_free(sample);
  (void)state;
}

static void test_yields_are_named(void **state) {
  struct sample *sample = sample_counter_race();
  sample->jobs[0].record.yielding = true;
  assert_shows(&sample->run, narrow, "Made visible by yields between accesses (one CPU): broken.\n");
  sample_free(sample);
  (void)state;
}

static void test_nothing_at_all(void **state) {
  struct lab_run run = {.command = "lab run x"};
  assert_fits(&run, narrow);
  assert_int_equal(lab_run_exit_code(&run), 77);
  (void)state;
}

/* A wrapped command can be pasted: it breaks before words, and an option stays with its value. */
static void test_long_command(void **state) {
  struct lab_run run = {
      .command = "lab run counter-race/fixed-mutex 'a b' --iterations 100000000 --seed 18446744073709551615"};
  assert_shows(&run, narrow,
               "lab run counter-race/fixed-mutex 'a b' --iterations 100000000 \\\n    --seed 18446744073709551615\n");
  run.command = "lab run counter-race/broken counter-race/fixed-mutex counter-race/exercise -n 3000 -q";
  assert_shows(&run, narrow,
               "lab run counter-race/broken counter-race/fixed-mutex counter-race/exercise \\\n    -n 3000 -q\n");
  (void)state;
}

/* -- How it looks. -- */

static void test_widths_of_the_sample(void **state) {
  struct sample *sample = sample_counter_race();
  for (int width = 40; width <= 200; width += 7)
    for (int bits = 0; bits < 8; bits++)
      assert_fits(&sample->run, (struct lab_style){
                                    .width = width,
                                    .color = bits & 1,
                                    .unicode = bits & 2,
                                    .verbose = bits & 4,
                                });
  sample_free(sample);
  (void)state;
}

static void test_ascii_only(void **state) {
  struct sample *sample = sample_counter_race();
  free(sample->jobs[1].record.findings[0].accesses[0].place.text);
  sample->jobs[1].record.findings[0].accesses[0].place.text = strdup("x = \"ä€😀\xff\"; \033[31m");
  for (int bits = 0; bits < 4; bits++) {
    char *text = sample_render(&lab_render_table, &sample->run,
                               (struct lab_style){.width = bits & 1 ? 80 : 180, .verbose = bits & 2});
    each_line(text, check_plain, 0);
    free(text);
  }
  sample_free(sample);
  (void)state;
}

static void test_no_colour_means_no_escapes(void **state) {
  struct sample *sample = sample_counter_race();
  struct lab_style style = narrow;
  char *plain = sample_render(&lab_render_table, &sample->run, style);
  style.color = true;
  char *painted = sample_render(&lab_render_table, &sample->run, style);
  assert_null(strchr(plain, '\033'));
  assert_non_null(strchr(painted, '\033'));
  size_t n = 0;
  for (const char *c = painted; *c; c++) {
    if (*c == '\033')
      c = strchr(c, 'm');
    else
      painted[n++] = *c;
  }
  painted[n] = '\0';
  assert_string_equal(plain, painted); /* the same words with and without */
  free(plain);
  free(painted);
  sample_free(sample);
  (void)state;
}

static uint64_t next_random(uint64_t *state) { /* Vigna's splitmix64 */
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

static uint64_t random_count(uint64_t *state) { return next_random(state) >> (next_random(state) % 64); }

static double random_share(uint64_t *state) { return (double)random_count(state) / 1.8446744073709552e19; }

/* A name or text of random length with what layouts trip over: wide characters, control characters, broken bytes. */
static void random_text(uint64_t *state, char *to, size_t size) {
  static const char *const pieces[] = {"a",       "broken-",  "fixed", "0",  "漢", "é",
                                       "e\u0301", "\033[31m", "\xff",  "\t", "-"};
  const size_t length = next_random(state) % 12;
  to[0] = '\0';
  for (size_t i = 0; i < length; i++)
    if (strlen(to) + 8 < size)
      strcat(to, pieces[next_random(state) % (sizeof(pieces) / sizeof(*pieces))]);
  strcat(to, "x");
}

static void random_job(uint64_t *state, struct lab_job_result *job) {
  struct lab_summary *summary = &job->summary;
  summary->operations = random_count(state);
  summary->ns_per_op = random_share(state) * 1e9;
  summary->factor = random_share(state) * 1e6;
  summary->power = random_share(state);
  summary->verdict = (enum lab_verdict)(next_random(state) % 6);
  random_text(state, summary->reason, sizeof(summary->reason));
  job->record.ran = next_random(state) % 8 != 0;
  job->record.incidents[next_random(state) % LAB_INCIDENTS] = random_count(state) / 2;
  job->record.restarts = (unsigned)(next_random(state) % 11);
  if (next_random(state) % 4 == 0)
    sample_report(job, random_count(state) % (summary->iterations + 1), "counter-race/a-file-with-a-longer-name.c");
  for (unsigned t = 0; t < next_random(state) % 3; t++) {
    sample_lose(job, (enum lab_tally)(next_random(state) % LAB_TALLIES), 10, random_count(state));
    struct lab_tally_summary *tally = &summary->tallies[t];
    tally->rate = random_share(state);
    tally->rate_interval = (struct lab_interval){random_share(state), random_share(state)};
    tally->median = random_count(state);
    tally->p99 = random_count(state);
    tally->max = UINT64_MAX >> next_random(state) % 20;
    summary->bad = random_count(state);
    summary->bad_rate = random_share(state);
    summary->bad_interval = tally->rate_interval;
  }
}

static void test_random_runs_fit(void **state) {
  uint64_t seed = 20;
  for (int round = 0; round < 300; round++) {
    struct sample *sample = calloc(1, sizeof(*sample));
    sample->run.command =
        "lab run counter-race 'with some quoted words' --iterations 1000000000000 --threads 256 --ops 1";
    sample->run.iterations = round % 3 ? random_count(&seed) : 0;
    sample->run.seconds = 1.5;
    sample->run.partial = round % 2;
    sample_machine(sample);
    for (int v = 0; v < 6; v++) {
      char name[96];
      random_text(&seed, name, sizeof(name));
      const struct lab_info *info = sample_variant(sample, v < 4 ? "one" : "two", name, (enum lab_role)(v % 3));
      for (int e = 0; e < LAB_ENGINES; e++)
        if (e == 0 || round % 5)
          random_job(&seed, sample_job(sample, info, (enum lab_engine)e, random_count(&seed)));
    }
    const int width = 80 + (int)(next_random(&seed) % 120);
    assert_fits(&sample->run, (struct lab_style){.width = round % 2 ? 80 : width,
                                                 .unicode = round % 3,
                                                 .color = round % 7 == 0,
                                                 .verbose = round % 4 == 0});
    sample_free(sample);
  }
  (void)state;
}

/* -- Exit codes. -- */

static void test_exit_codes(void **state) {
  struct sample *sample = sample_counter_race();
  struct lab_run *run = &sample->run;
  assert_int_equal(lab_run_exit_code(run), 0);
  sample->jobs[3].summary.verdict = LAB_NOT_SEEN;
  sample->jobs[4].summary.verdict = LAB_CANNOT_JUDGE;
  assert_int_equal(lab_run_exit_code(run), 0);
  sample->jobs[5].summary.verdict = LAB_NOT_AS_DECLARED;
  assert_int_equal(lab_run_exit_code(run), 1);
  run->partial = true;
  run->interruption = "SIGINT";
  assert_int_equal(lab_run_exit_code(run), 130);
  run->interruption = "SIGTERM";
  assert_int_equal(lab_run_exit_code(run), 143);
  run->interruption = "SIGHUP";
  assert_int_equal(lab_run_exit_code(run), 129);
  run->interruption = NULL;
  assert_int_equal(lab_run_exit_code(run), 1);
  sample_free(sample);
  (void)state;
}

/* -- Text. -- */

static void test_cleaning(void **state) {
  char to[64];
  assert_string_equal(lab_text_clean(to, sizeof(to), "a\tb\033[0m\x7f\xc2\x9b", true), "a b?[0m??");
  assert_string_equal(lab_text_clean(to, sizeof(to), "é漢", true), "é漢");
  assert_string_equal(lab_text_clean(to, sizeof(to), "é", false), "?");
  assert_string_equal(lab_text_clean(to, sizeof(to), "\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xe6\xbc", true),
                      "???????????"); /* overlong, surrogate, beyond the last, cut off */
  assert_string_equal(lab_text_clean(to, 3, "é漢", true), "é");
  assert_int_equal(lab_text_width("é漢e\u0301"), 4);
  (void)state;
}

static void test_intervals(void **state) {
  char to[LAB_NUMBER];
  const struct lab_style ascii = {0};
  assert_string_equal(lab_number_interval(to, (struct lab_interval){0.4872, 0.4931}, &narrow), "48.7–49.3 %");
  assert_string_equal(lab_number_interval(to, (struct lab_interval){0.4872, 0.4931}, &ascii), "48.7-49.3 %");
  assert_string_equal(lab_number_interval(to, (struct lab_interval){0.99444, 0.999975}, &ascii), "99.4-100 %");
  assert_string_equal(lab_number_interval(to, (struct lab_interval){0.99995, 1}, &ascii), "99.99-100 %");
  assert_string_equal(lab_number_interval(to, (struct lab_interval){0, 0.0000123}, &ascii), "0-0.0012 %");
  assert_string_equal(lab_number_short(to, 999999), "999,999");
  assert_string_equal(lab_number_short(to, 1234567), "1.23 M");
  assert_string_equal(lab_number_short(to, 999999999), "1.00 G");
  assert_string_equal(lab_number_short(to, UINT64_MAX), "18.4 E");
  (void)state;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_first_line_repeats_the_command),
      cmocka_unit_test(test_numbers_of_a_variant_are_in_its_row),
      cmocka_unit_test(test_wide_table_has_one_line_per_variant),
      cmocka_unit_test(test_medium_table),
      cmocka_unit_test(test_findings_quote_both_lines),
      cmocka_unit_test(test_same_lines_are_one_finding),
      cmocka_unit_test(test_missing_reports_are_counted),
      cmocka_unit_test(test_power_of_zeros),
      cmocka_unit_test(test_reason_of_a_broken_expectation),
      cmocka_unit_test(test_quiet_is_the_conclusion_alone),
      cmocka_unit_test(test_broken_that_holds_shows_nothing),
      cmocka_unit_test(test_partial_is_marked_at_both_ends),
      cmocka_unit_test(test_incidents),
      cmocka_unit_test(test_what_could_not_run),
      cmocka_unit_test(test_other_tallies),
      cmocka_unit_test(test_outcomes_are_listed_with_zeros),
      cmocka_unit_test(test_yields_are_named),
      cmocka_unit_test(test_nothing_at_all),
      cmocka_unit_test(test_long_command),
      cmocka_unit_test(test_widths_of_the_sample),
      cmocka_unit_test(test_ascii_only),
      cmocka_unit_test(test_no_colour_means_no_escapes),
      cmocka_unit_test(test_random_runs_fit),
      cmocka_unit_test(test_exit_codes),
      cmocka_unit_test(test_cleaning),
      cmocka_unit_test(test_intervals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
