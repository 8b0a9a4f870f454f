/* SPDX-License-Identifier: MIT */
/* Every rule of the verdict, as a table: what is declared, what was seen, what that means. */
#include "stats/verdict.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NATIVE LAB_ENGINE_NATIVE
#define TSAN LAB_ENGINE_TSAN

struct verdict_case {
  const char *what;
  const char *native, *tsan, *explore; /* declared */
  enum lab_engine engine;
  /* Seen: */
  uint64_t audited; /* 0: 1000 */
  uint64_t lost, torn;
  const char *report;
  uint64_t crashes, deadlocks;
  uint64_t acceptable, interesting, forbidden, unlisted; /* outcomes "1, 1", "0, 0", "9, 9", and none of them */
  /* Circumstances: */
  unsigned cpus, threads; /* 0: 2 */
  bool yielding, partial, gave_up, repro, exercise;
  /* Said: */
  enum lab_verdict verdict;
  const char *reason; /* contained in it, or NULL */
};

#define LOST LAB_LOSES_UPDATES
#define RACE LAB_DATA_RACE
#define HOLDS LAB_HOLDS

static const struct verdict_case cases[] = {
    /* -- Declared to hold. -- */
    {.what = "holds, clean",
     .native = HOLDS,
     .verdict = LAB_AS_DECLARED,
     .reason = "declared to hold; no anomaly in 1,000 iterations"},
    {.what = "holds, lost",
     .native = HOLDS,
     .lost = 3,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared to hold; lost 3 of 2,000,000 updates"},
    {.what = "holds, unlisted outcome",
     .native = HOLDS,
     .unlisted = 2,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "saw \"-5, 7\", which no outcome declares, in 2 of 1,000 iterations"},
    {.what = "holds, acceptable outcome", .native = HOLDS, .acceptable = 500, .verdict = LAB_AS_DECLARED},
    {.what = "holds, interesting outcome",
     .native = HOLDS,
     .interesting = 1,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "saw \"0, 0\" in 1 of 1,000 iterations"},
    {.what = "holds, forbidden outcome", .native = HOLDS, .forbidden = 1, .verdict = LAB_NOT_AS_DECLARED},
    {.what = "holds, crash",
     .native = HOLDS,
     .crashes = 1,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared to hold; crashed in 1 of 1,001 iterations (SIGSEGV in actor 1)"},
    {.what = "holds, report",
     .native = HOLDS,
     .tsan = HOLDS,
     .engine = TSAN,
     .report = RACE,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared to hold; reported data-race in 3 of 1,000 iterations"},
    {.what = "holds, another kind of report",
     .tsan = HOLDS,
     .engine = TSAN,
     .report = "mutex-bad-unlock",
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "reported mutex-bad-unlock"},
    {.what = "holds on tsan, clean",
     .tsan = HOLDS,
     .engine = TSAN,
     .verdict = LAB_AS_DECLARED,
     .reason = "no report and no anomaly in 1,000 iterations"},
    {.what = "holds, lost on tsan",
     .native = HOLDS,
     .tsan = HOLDS,
     .engine = TSAN,
     .lost = 1,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "holds on native, though tsan and explore have their words",
     .native = HOLDS,
     .tsan = RACE,
     .explore = LOST,
     .lost = 1,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "holds, few iterations, partial",
     .native = HOLDS,
     .audited = 3,
     .partial = true,
     .verdict = LAB_AS_DECLARED,
     .reason = "in 3 iterations; partial, 3 of 1,000 iterations"},

    /* -- A declared bug. -- */
    {.what = "lost, lost",
     .native = LOST,
     .lost = 48210,
     .verdict = LAB_AS_DECLARED,
     .reason = "declared lost; lost 48,210 of 2,000,000 updates"},
    {.what = "lost, nothing",
     .native = LOST,
     .verdict = LAB_NOT_SEEN,
     .reason = "declared lost; not seen in 1,000 iterations"},
    {.what = "lost, nothing, to be reproduced", .native = LOST, .repro = true, .verdict = LAB_NOT_AS_DECLARED},
    {.what = "lost, torn",
     .native = LOST,
     .torn = 4,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "torn 4 times in 4 of 1,000 iterations"},
    {.what = "lost, lost and torn",
     .native = LOST,
     .lost = 9,
     .torn = 1,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared lost; torn 1 time in 1 of 1,000 iterations"},
    {.what = "lost, lost and crash",
     .native = LOST,
     .lost = 9,
     .crashes = 1,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "crashed in 1 of 1,001"},
    {.what = "either of two",
     .native = "lost|torn",
     .torn = 1,
     .verdict = LAB_AS_DECLARED,
     .reason = "declared lost or torn; torn 1 time"},
    {.what = "blanks around alternatives",
     .native = " lost | torn ",
     .torn = 1,
     .verdict = LAB_AS_DECLARED,
     .reason = "declared lost or torn; torn 1 time"},
    {.what = "a word is a whole word", .native = "lostly", .lost = 1, .verdict = LAB_NOT_AS_DECLARED},
    {.what = "may or may not, clean", .native = "holds|lost", .verdict = LAB_AS_DECLARED},
    {.what = "may or may not, lost", .native = "holds|lost", .lost = 1, .verdict = LAB_AS_DECLARED},
    {.what = "may or may not, crash", .native = "holds|lost", .crashes = 1, .verdict = LAB_NOT_AS_DECLARED},
    {.what = "an outcome by name",
     .native = "0, 0",
     .interesting = 7,
     .acceptable = 900,
     .verdict = LAB_AS_DECLARED,
     .reason = "declared 0, 0; saw \"0, 0\" in 7 of 1,000 iterations"},
    {.what = "an outcome by name, only others", .native = "0, 0", .acceptable = 900, .verdict = LAB_NOT_SEEN},
    {.what = "a forbidden outcome by name", .native = "9, 9", .forbidden = 1, .verdict = LAB_AS_DECLARED},
    {.what = "a forbidden outcome that nobody named",
     .native = "0, 0",
     .interesting = 7,
     .forbidden = 1,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "an unlisted outcome is never allowed",
     .native = "0, 0",
     .interesting = 7,
     .unlisted = 1,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "interesting is the bug on purpose",
     .native = LOST,
     .lost = 1,
     .interesting = 1,
     .verdict = LAB_AS_DECLARED},
    {.what = "deadlock, given up",
     .native = LAB_DEADLOCK,
     .audited = 5,
     .deadlocks = 11,
     .gave_up = true,
     .verdict = LAB_AS_DECLARED,
     .reason = "deadlocked in 11 of 16 iterations; given up after 10 restarts"},
    {.what = "lost, given up over a crash",
     .native = LOST,
     .lost = 1,
     .crashes = 11,
     .gave_up = true,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "hang is not deadlock", .native = LAB_HANG, .deadlocks = 1, .verdict = LAB_NOT_AS_DECLARED},

    /* -- One engine's words on another. -- */
    {.what = "a data race that loses on tsan too",
     .native = LOST,
     .tsan = RACE,
     .engine = TSAN,
     .lost = 70,
     .report = RACE,
     .verdict = LAB_AS_DECLARED,
     .reason = "declared data-race; reported data-race in 3 of 1,000 iterations"},
    {.what = "a data race on tsan, torn as explore declares",
     .native = LOST,
     .tsan = RACE,
     .explore = "torn",
     .engine = TSAN,
     .torn = 1,
     .report = RACE,
     .verdict = LAB_AS_DECLARED},
    {.what = "a data race on tsan, torn as nobody declares",
     .native = LOST,
     .tsan = RACE,
     .engine = TSAN,
     .torn = 1,
     .report = RACE,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "a data race and a crash",
     .native = LOST,
     .tsan = RACE,
     .engine = TSAN,
     .crashes = 1,
     .report = RACE,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "a data race and another report",
     .native = LOST,
     .tsan = RACE,
     .engine = TSAN,
     .report = LAB_USE_AFTER_FREE,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "a race condition without a data race",
     .native = LOST,
     .tsan = HOLDS,
     .explore = LOST,
     .engine = TSAN,
     .lost = 12,
     .verdict = LAB_AS_DECLARED,
     .reason = "declared to hold; lost 12 of 2,000,000 updates, as declared for native"},
    {.what = "a race condition without a data race, reported",
     .native = LOST,
     .tsan = HOLDS,
     .engine = TSAN,
     .lost = 12,
     .report = RACE,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared to hold; reported data-race in 3 of 1,000 iterations"},
    {.what = "a report is allowed by tsan's words alone",
     .native = "lost|data-race",
     .tsan = HOLDS,
     .engine = TSAN,
     .report = RACE,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "tsan holds, native names an outcome",
     .native = "0, 0",
     .tsan = HOLDS,
     .engine = TSAN,
     .interesting = 4,
     .verdict = LAB_AS_DECLARED},
    {.what = "tsan holds, explore alone declares",
     .native = HOLDS,
     .tsan = HOLDS,
     .explore = LOST,
     .engine = TSAN,
     .lost = 4,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "another engine's word alone is not this one's",
     .native = LAB_CRASH,
     .explore = LOST,
     .lost = 4,
     .verdict = LAB_NOT_SEEN,
     .reason = "declared crash; lost 4 of 2,000,000 updates, but not what is declared"},

    /* -- The sanitizer's silence. -- */
    {.what = "a data race, silence",
     .native = LOST,
     .tsan = RACE,
     .engine = TSAN,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared data-race; not reported in 1,000 iterations"},
    {.what = "a data race, lost in silence",
     .native = LOST,
     .tsan = RACE,
     .engine = TSAN,
     .lost = 5,
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "lost 5 of 2,000,000 updates, but not what is declared"},
    {.what = "a data race, silence of 200",
     .tsan = RACE,
     .engine = TSAN,
     .audited = 200,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "a data race, silence of 199", .tsan = RACE, .engine = TSAN, .audited = 199, .verdict = LAB_NOT_SEEN},
    {.what = "a lock order, silence", .tsan = LAB_LOCK_ORDER, .engine = TSAN, .verdict = LAB_NOT_AS_DECLARED},
    {.what = "use after free is luck", .tsan = LAB_USE_AFTER_FREE, .engine = TSAN, .verdict = LAB_NOT_SEEN},
    {.what = "a data race or use after free is luck",
     .tsan = "data-race|heap-use-after-free",
     .engine = TSAN,
     .verdict = LAB_NOT_SEEN},
    {.what = "a data race or a lock order is not",
     .tsan = "data-race | lock-order-inversion",
     .engine = TSAN,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "a data race or a crash is luck", .tsan = "data-race|crash", .engine = TSAN, .verdict = LAB_NOT_SEEN},
    {.what = "a data race or an outcome is luck", .tsan = "data-race|0, 0", .engine = TSAN, .verdict = LAB_NOT_SEEN},
    {.what = "one CPU is enough for the sanitizer",
     .tsan = RACE,
     .engine = TSAN,
     .cpus = 1,
     .verdict = LAB_NOT_AS_DECLARED},

    /* -- Where nothing can show. -- */
    {.what = "one CPU, lost, nothing",
     .native = LOST,
     .cpus = 1,
     .verdict = LAB_CANNOT_JUDGE,
     .reason = "where one CPU cannot show it"},
    {.what = "one CPU, holds, nothing", .native = HOLDS, .cpus = 1, .verdict = LAB_CANNOT_JUDGE},
    {.what = "one CPU with yields, holds",
     .native = HOLDS,
     .cpus = 1,
     .yielding = true,
     .verdict = LAB_AS_DECLARED,
     .reason = "run with yields between accesses"},
    {.what = "one CPU with yields, lost, nothing",
     .native = LOST,
     .cpus = 1,
     .yielding = true,
     .verdict = LAB_NOT_SEEN},
    {.what = "one CPU, lost all the same", .native = LOST, .cpus = 1, .lost = 1, .verdict = LAB_AS_DECLARED},
    {.what = "one CPU, holds, lost all the same",
     .native = HOLDS,
     .cpus = 1,
     .lost = 1,
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "one CPU, to be reproduced", .native = LOST, .cpus = 1, .repro = true, .verdict = LAB_CANNOT_JUDGE},
    {.what = "one actor",
     .native = LOST,
     .threads = 1,
     .verdict = LAB_CANNOT_JUDGE,
     .reason = "where one actor alone cannot show it"},
    {.what = "one actor under the sanitizer", .tsan = RACE, .engine = TSAN, .threads = 1, .verdict = LAB_CANNOT_JUDGE},
    {.what = "crash at one actor", .native = HOLDS, .threads = 1, .crashes = 1, .verdict = LAB_NOT_AS_DECLARED},

    /* -- Nothing declared. -- */
    {.what = "nothing declared, clean",
     .native = LOST,
     .engine = TSAN,
     .verdict = LAB_UNDECLARED,
     .reason = "nothing declared; no report and no anomaly in 1,000 iterations"},
    {.what = "nothing declared, lost",
     .lost = 2,
     .verdict = LAB_UNDECLARED,
     .reason = "nothing declared; lost 2 of 2,000,000 updates"},
    {.what = "nothing declared, report and crash",
     .native = LOST,
     .engine = TSAN,
     .report = RACE,
     .crashes = 1,
     .verdict = LAB_UNDECLARED},
    {.what = "an exercise",
     .native = HOLDS,
     .lost = 2,
     .exercise = true,
     .verdict = LAB_UNDECLARED,
     .reason = "an exercise; lost 2 of 2,000,000 updates"},
    {.what = "nothing declared, to be reproduced", .repro = true, .verdict = LAB_UNDECLARED},
};

static void set_up(struct lab_info *info, const struct verdict_case *c) {
  static struct lab_info_outcome outcomes[] = {{{1, 1}, "1, 1", LAB_ACCEPTABLE, "both"},
                                               {{0, 0}, "0, 0", LAB_INTERESTING, "neither"},
                                               {{9, 9}, "9, 9", LAB_FORBIDDEN, "never"}};
  *info = (struct lab_info){.threads = 2, .ops = 1000, .outcomes = outcomes, .n_outcomes = 3};
  info->expect[NATIVE] = (char *)c->native;
  info->expect[TSAN] = (char *)c->tsan;
  info->expect[LAB_ENGINE_EXPLORE] = (char *)c->explore;
  info->role = c->exercise ? LAB_ROLE_EXERCISE : LAB_ROLE_BROKEN;
}

static void tally(struct lab_counts *counts, enum lab_tally kind, uint64_t n) {
  counts->tally[kind].iterations = n < counts->iterations ? n : counts->iterations;
  counts->tally[kind].total = n;
  counts->anomalous += n > 0;
}

static void fill(struct lab_record *record, const struct lab_info *info, const struct verdict_case *c) {
  struct lab_counts *counts = &record->counts;
  *record = (struct lab_record){.info = info, .engine = c->engine, .ran = true, .ops = 1000, .wanted = 1000};
  record->threads = c->threads ? c->threads : 2;
  record->yielding = c->yielding;
  record->partial = c->partial;
  record->gave_up = c->gave_up;
  record->restarts = c->gave_up ? 10 : 0;
  counts->iterations = c->audited ? c->audited : 1000;
  tally(counts, LAB_LOST, c->lost);
  tally(counts, LAB_TORN, c->torn);
  counts->outcomes[0] = c->acceptable;
  counts->outcomes[1] = c->interesting;
  counts->outcomes[2] = c->forbidden;
  counts->unlisted = c->unlisted;
  counts->unlisted_n = 2;
  counts->unlisted_values[0] = -5;
  counts->unlisted_values[1] = 7;
  record->incidents[LAB_INCIDENT_CRASH] = c->crashes;
  record->incidents[LAB_INCIDENT_DEADLOCK] = c->deadlocks;
  if (c->crashes > 0) {
    record->notes[0].kind = LAB_INCIDENT_CRASH;
    snprintf(record->notes[0].text, sizeof record->notes[0].text, "SIGSEGV in actor 1");
    record->n_notes = 1;
  }
  if (c->report) {
    counts->reported = 3;
    snprintf(record->reports[0].kind, sizeof record->reports[0].kind, "%s", c->report);
    record->n_reports = 1;
  }
}

static void test_every_rule(void **state) {
  (void)state;
  static struct lab_record record;
  static struct lab_summary summary;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct verdict_case *c = &cases[i];
    struct lab_info info;
    const struct lab_machine machine = {.cpus_usable = c->cpus ? c->cpus : 2};
    set_up(&info, c);
    fill(&record, &info, c);
    lab_summarize(&summary, &record, NULL, &machine, c->repro);
    if (summary.verdict != c->verdict)
      fail_msg("%s: %s (%s)", c->what, lab_verdict_name(summary.verdict), summary.reason);
    if (c->reason && !strstr(summary.reason, c->reason))
      fail_msg("%s: the reason is \"%s\"", c->what, summary.reason);
    assert_true(strlen(summary.reason) > 0 && !strchr(summary.reason, '\n'));
  }
}

static const struct lab_machine two_cpus = {.cpus_usable = 2};

static struct lab_record *blank(const char *native, const char *tsan, enum lab_engine engine) {
  static struct lab_info info;
  static struct lab_record record;
  info = (struct lab_info){.threads = 2, .ops = 1000};
  info.expect[NATIVE] = (char *)native;
  info.expect[TSAN] = (char *)tsan;
  record = (struct lab_record){.info = &info, .engine = engine, .threads = 2, .ops = 1000, .wanted = 1000};
  return &record;
}

static void test_could_not_run(void **state) {
  (void)state;
  struct lab_summary summary;
  struct lab_record *record = blank(LOST, RACE, TSAN);
  snprintf(record->refused, sizeof record->refused, "the shadow memory cannot be mapped");
  lab_summarize(&summary, record, NULL, &two_cpus, true);
  assert_int_equal(summary.verdict, LAB_COULD_NOT_RUN);
  assert_string_equal(summary.reason, "the shadow memory cannot be mapped");
  record = blank(LOST, RACE, NATIVE);
  lab_summarize(&summary, record, NULL, NULL, false);
  assert_int_equal(summary.verdict, LAB_COULD_NOT_RUN);
  record->partial = true;
  lab_summarize(&summary, record, NULL, NULL, false);
  assert_string_equal(summary.reason, "interrupted before it started");
  /* A host that dies before it is ready has still shown something. */
  record = blank(HOLDS, HOLDS, NATIVE);
  record->incidents[LAB_INCIDENT_CRASH] = 1;
  lab_summarize(&summary, record, NULL, &two_cpus, false);
  assert_int_equal(summary.verdict, LAB_NOT_AS_DECLARED);
}

static void test_interrupted_before_the_first_iteration(void **state) {
  (void)state;
  struct lab_summary summary;
  struct lab_record *record = blank(HOLDS, HOLDS, NATIVE);
  record->ran = record->partial = true;
  lab_summarize(&summary, record, NULL, &two_cpus, true);
  assert_int_equal(summary.verdict, LAB_CANNOT_JUDGE);
  assert_string_equal(summary.reason, "declared to hold; no iteration was done; partial, 0 of 1,000 iterations");
  assert_true(summary.bad_interval.low == 0 && summary.bad_interval.high == 1);
}

/* Reports that were counted and not kept, or kept and not counted (the iteration crashed), are no silence. */
static void test_reports_by_any_trace(void **state) {
  (void)state;
  struct lab_summary summary;
  struct lab_record *record = blank(HOLDS, HOLDS, TSAN);
  record->ran = true;
  record->counts.iterations = 100;
  record->counts.reported = 1;
  lab_summarize(&summary, record, NULL, &two_cpus, false);
  assert_int_equal(summary.verdict, LAB_NOT_AS_DECLARED);
  record->counts.reported = 0;
  record->reports_dropped = 1;
  lab_summarize(&summary, record, NULL, &two_cpus, false);
  assert_int_equal(summary.verdict, LAB_NOT_AS_DECLARED);
  struct lab_finding finding = {.kind = LAB_DATA_RACE, .iterations = 1};
  record = blank(LOST, RACE, TSAN);
  record->ran = true;
  record->counts.iterations = 100;
  record->findings = &finding;
  record->n_findings = 1;
  lab_summarize(&summary, record, NULL, &two_cpus, false);
  assert_int_equal(summary.verdict, LAB_AS_DECLARED);
}

/* Everything at once: kinds are not repeated, the reason stays one line that fits. */
static void test_a_reason_that_is_full(void **state) {
  (void)state;
  struct lab_summary summary;
  struct lab_record *record = blank(HOLDS, HOLDS, TSAN);
  record->ran = record->gave_up = record->partial = record->yielding = true;
  record->counts.iterations = UINT64_C(1) << 62;
  for (unsigned i = 0; i < LAB_INCIDENTS; i++)
    record->incidents[i] = UINT64_C(1) << 57;
  for (unsigned t = 0; t < LAB_TALLIES; t++)
    record->counts.tally[t].iterations = record->counts.tally[t].total = UINT64_C(1) << 61;
  for (unsigned r = 0; r < LAB_REPORTS_MAX; r++)
    snprintf(record->reports[r].kind, sizeof record->reports[r].kind, "kind-%u", r);
  record->n_reports = LAB_REPORTS_MAX;
  record->notes[0].kind = LAB_INCIDENT_CRASH;
  memset(record->notes[0].text, 'x', sizeof record->notes[0].text - 1);
  record->n_notes = 1;
  lab_summarize(&summary, record, NULL, &two_cpus, false);
  assert_int_equal(summary.verdict, LAB_NOT_AS_DECLARED);
  assert_true(strlen(summary.reason) < sizeof summary.reason);
  static struct lab_sightings all;
  lab_sightings_collect(&all, record);
  assert_int_equal(all.count, LAB_INCIDENTS + LAB_TALLIES + LAB_REPORTS_MAX);
}

/* Who asks for long iterations is told that a short time-out may be all that is wrong. */
static void test_hangs_of_long_iterations(void **state) {
  (void)state;
  struct lab_summary summary;
  struct lab_record *record = blank(HOLDS, HOLDS, NATIVE);
  record->ran = true;
  record->incidents[LAB_INCIDENT_HANG] = 1;
  record->ops = 1000;
  lab_summarize(&summary, record, NULL, &two_cpus, false);
  assert_null(strstr(summary.reason, "--timeout"));
  record->ops = 1000000000;
  lab_summarize(&summary, record, NULL, &two_cpus, false);
  assert_int_equal(summary.verdict, LAB_NOT_AS_DECLARED);
  assert_non_null(strstr(summary.reason, "is --timeout too short for 1,000,000,000 operations?"));
}

static void test_words(void **state) {
  (void)state;
  assert_true(lab_words_have("lost", "lost"));
  assert_true(lab_words_have("data-race| 0, 0 |crash", "0, 0"));
  assert_false(lab_words_have("data-race", "data"));
  assert_false(lab_words_have("data", "data-race"));
  assert_false(lab_words_have("", ""));
  assert_false(lab_words_have("||", ""));
  assert_false(lab_words_have(NULL, "lost"));
  assert_false(lab_words_have_bug("holds"));
  assert_false(lab_words_have_bug(" holds |"));
  assert_false(lab_words_have_bug(NULL));
  assert_true(lab_words_have_bug("holds|lost"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_rule),
      cmocka_unit_test(test_could_not_run),
      cmocka_unit_test(test_interrupted_before_the_first_iteration),
      cmocka_unit_test(test_reports_by_any_trace),
      cmocka_unit_test(test_a_reason_that_is_full),
      cmocka_unit_test(test_hangs_of_long_iterations),
      cmocka_unit_test(test_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
