/* SPDX-License-Identifier: MIT */
/* What a search found, against what is declared: the verdict, and the words for it. */
#include "stats/exploration.h"
#include "stats/verdict.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LOST LAB_LOSES_UPDATES
#define RACE LAB_DATA_RACE
#define HOLDS LAB_HOLDS

/* Sizes, as they were searched. */
#define PROVED(t, o) {.threads = (t), .ops = (o), .exhausted = true, .preemptions = 2, .executions = 4}
#define PROVED_TSO(t, o) {.threads = (t), .ops = (o), .tso = true, .exhausted = true, .executions = 4}
#define OPEN(t, o, k) {.threads = (t), .ops = (o), .preemptions = (k), .executions = 1500, .seconds = 0.5}
#define FAILED(t, o) {.threads = (t), .ops = (o), .exhausted = true, .executions = 4, .failing = 2}

struct found_case {
  const char *what, *native, *explore; /* declared */
  enum lab_role role;
  unsigned threads, of_variant; /* 0: 2 */
  bool repro, partial;
  struct lab_exploration found;
  enum lab_verdict verdict;
  const char *reason; /* all of it, or NULL */
};

static const struct found_case cases[] = {
    {.what = "proved",
     .explore = HOLDS,
     .role = LAB_ROLE_FIXED,
     .found = {.sizes = {PROVED(2, 1), PROVED(2, 2), PROVED_TSO(2, 1)}, .n_sizes = 3},
     .verdict = LAB_AS_DECLARED,
     .reason = "declared to hold; proved for 2 x 1, 2 x 2, 2 x 1 on tso"},
    {.what = "proved in part",
     .explore = HOLDS,
     .role = LAB_ROLE_FIXED,
     .found = {.sizes = {PROVED(2, 1), OPEN(2, 2, 1)}, .n_sizes = 2},
     .verdict = LAB_AS_DECLARED,
     .reason = "declared to hold; proved for 2 x 1; 2 x 2 only up to 1 preemption in 0.5 s"},
    {.what = "no proof",
     .explore = HOLDS,
     .role = LAB_ROLE_FIXED,
     .found = {.sizes = {OPEN(2, 1, -1)}, .n_sizes = 1},
     .verdict = LAB_AS_DECLARED,
     .reason = "declared to hold; no failure in 1,500 executions; 2 x 1 not searched to the end in 0.5 s"},
    {.what = "proved, but for what it calls",
     .explore = HOLDS,
     .role = LAB_ROLE_FIXED,
     .found = {.sizes = {PROVED(2, 1)}, .n_sizes = 1, .unseen = (char *)(uintptr_t)"ck_epoch_poll()"},
     .verdict = LAB_AS_DECLARED,
     .reason = "declared to hold; proved for 2 x 1; not inside ck_epoch_poll()"},
    {.what = "declared to hold, and fails",
     .native = HOLDS,
     .explore = HOLDS,
     .role = LAB_ROLE_FIXED,
     .found = {.sizes = {FAILED(2, 1)}, .n_sizes = 1, .failed = true, .words = {{"lost", true, 2}}, .n_words = 1},
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared to hold; lost in 2 of 4 executions of 2 x 1"},
    {.what = "declared to hold, with a data race",
     .native = HOLDS,
     .explore = HOLDS,
     .role = LAB_ROLE_FIXED,
     .found = {.sizes = {PROVED(2, 1)}, .n_sizes = 1, .races = 1},
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared to hold; 1 data race; but for that proved for 2 x 1"},
    {.what = "owns up to a data race",
     .explore = HOLDS "|" RACE,
     .role = LAB_ROLE_FIXED,
     .found = {.sizes = {OPEN(2, 1, -1)}, .n_sizes = 1, .races = 2},
     .verdict = LAB_AS_DECLARED,
     .reason = "declared holds or data-race; 2 data races; no other failure in 1,500 executions; 2 x 1 not searched to "
               "the end in 0.5 s"},
    {.what = "fails as declared, counted one by one",
     .explore = LOST,
     .found = {.sizes = {PROVED(2, 1), FAILED(2, 2)},
               .n_sizes = 2,
               .failed = true,
               .words = {{"holds", false, 32}, {"lost", true, 38}},
               .n_words = 2,
               .interleavings = 70,
               .failing_interleavings = 38,
               .schedule = (char *)(uintptr_t)"T1 T2 T2 T1"},
     .verdict = LAB_AS_DECLARED,
     .reason = "declared lost; lost in 38 of 70 interleavings of 2 x 2, shortest T1 T2 T2 T1"},
    {.what = "fails as declared, beside data races",
     .explore = LOST,
     .found = {.sizes = {FAILED(2, 1)},
               .n_sizes = 1,
               .failed = true,
               .words = {{"lost", true, 2}},
               .n_words = 1,
               .races = 2},
     .verdict = LAB_AS_DECLARED,
     .reason = "declared lost; lost in 2 of 4 executions of 2 x 1; 2 data races"},
    {.what = "fails as only native declares",
     .native = "torn",
     .explore = LOST,
     .found = {.sizes = {FAILED(2, 1)}, .n_sizes = 1, .failed = true, .words = {{"torn", true, 2}}, .n_words = 1},
     .verdict = LAB_NOT_SEEN},
    {.what = "fails otherwise",
     .explore = LOST,
     .found = {.sizes = {FAILED(2, 1)},
               .n_sizes = 1,
               .failed = true,
               .words = {{"lost", true, 2}, {"deadlock", true, 1}},
               .n_words = 2},
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared lost; lost or deadlock in 2 of 4 executions of 2 x 1"},
    {.what = "declared broken, and proved",
     .explore = LOST,
     .found = {.sizes = {PROVED(2, 1), PROVED(2, 2)}, .n_sizes = 2},
     .verdict = LAB_NOT_AS_DECLARED,
     .reason = "declared lost; proved for 2 x 1, 2 x 2"},
    {.what = "declared broken, not seen so far",
     .explore = LOST,
     .found = {.sizes = {PROVED(2, 1), OPEN(2, 2, 2)}, .n_sizes = 2},
     .verdict = LAB_NOT_SEEN,
     .reason = "declared lost; proved for 2 x 1; 2 x 2 only up to 2 preemptions in 0.5 s"},
    {.what = "to be reproduced, not seen so far",
     .explore = LOST,
     .repro = true,
     .found = {.sizes = {PROVED(2, 1), OPEN(2, 2, 2)}, .n_sizes = 2},
     .verdict = LAB_NOT_AS_DECLARED},
    {.what = "may hold",
     .explore = LOST "|" HOLDS,
     .found = {.sizes = {PROVED(2, 1), PROVED(2, 2)}, .n_sizes = 2},
     .verdict = LAB_AS_DECLARED},
    {.what = "a data race is the bug",
     .explore = RACE,
     .found = {.sizes = {PROVED(2, 1)}, .n_sizes = 1, .races = 1},
     .verdict = LAB_AS_DECLARED,
     .reason = "declared data-race; 1 data race; but for that proved for 2 x 1"},
    {.what = "too few actors for the bug",
     .explore = LOST,
     .threads = 2,
     .of_variant = 3,
     .found = {.sizes = {PROVED(2, 1), PROVED(2, 2)}, .n_sizes = 2},
     .verdict = LAB_CANNOT_JUDGE},
    {.what = "one actor alone",
     .explore = HOLDS,
     .role = LAB_ROLE_FIXED,
     .threads = 1,
     .found = {.sizes = {PROVED(1, 1), PROVED(1, 2)}, .n_sizes = 2},
     .verdict = LAB_CANNOT_JUDGE},
    {.what = "an exercise",
     .explore = HOLDS,
     .role = LAB_ROLE_EXERCISE,
     .found = {.sizes = {FAILED(2, 1)}, .n_sizes = 1, .failed = true, .words = {{"lost", true, 2}}, .n_words = 1},
     .verdict = LAB_UNDECLARED},
    {.what = "nothing declared",
     .found = {.sizes = {PROVED(2, 1)}, .n_sizes = 1},
     .verdict = LAB_UNDECLARED,
     .reason = "nothing declared; proved for 2 x 1"},
    {.what = "interrupted",
     .explore = HOLDS,
     .role = LAB_ROLE_FIXED,
     .partial = true,
     .found = {.sizes = {PROVED(2, 1)}, .n_sizes = 1},
     .verdict = LAB_AS_DECLARED,
     .reason = "declared to hold; proved for 2 x 1; partial"},
};

static void judge(struct lab_summary *summary, const struct found_case *c) {
  static const struct lab_machine machine = {.cpus_usable = 1}; /* a search needs no second one */
  struct lab_exploration found = c->found;
  struct lab_info info = {.ops = 1000, .role = c->role};
  info.threads = c->of_variant ? c->of_variant : 2;
  info.expect[LAB_ENGINE_NATIVE] = (char *)(uintptr_t)c->native;
  info.expect[LAB_ENGINE_EXPLORE] = (char *)(uintptr_t)c->explore;
  struct lab_record record = {.info = &info,
                              .engine = LAB_ENGINE_EXPLORE,
                              .ran = true,
                              .partial = c->partial,
                              .threads = c->threads ? c->threads : 2,
                              .ops = 1000,
                              .exploration = &found};
  lab_summarize(summary, &record, NULL, &machine, c->repro);
}

static void test_every_rule(void **state) {
  (void)state;
  static struct lab_summary summary;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    judge(&summary, &cases[i]);
    if (summary.verdict != cases[i].verdict)
      fail_msg("%s: %s (%s)", cases[i].what, lab_verdict_name(summary.verdict), summary.reason);
    if (cases[i].reason && strcmp(summary.reason, cases[i].reason) != 0)
      fail_msg("%s: the reason is \"%s\"", cases[i].what, summary.reason);
  }
}

/* What did not run is of two kinds: not for this engine, or in want of something. */
static void test_not_explored(void **state) {
  (void)state;
  static struct lab_summary summary;
  struct lab_info info = {.threads = 2, .ops = 1, .role = LAB_ROLE_BROKEN};
  struct lab_record record = {.info = &info, .engine = LAB_ENGINE_EXPLORE, .threads = 2, .ops = 1};
  snprintf(record.refused, sizeof record.refused, "not explored: its actors are processes");
  record.unsuited = true;
  lab_summarize(&summary, &record, NULL, NULL, true);
  assert_int_equal(summary.verdict, LAB_UNDECLARED);
  assert_string_equal(summary.reason, "not explored: its actors are processes");
  record.unsuited = false;
  lab_summarize(&summary, &record, NULL, NULL, true);
  assert_int_equal(summary.verdict, LAB_COULD_NOT_RUN);
}

/* However little room there is, the clause ends within it. */
static void test_little_room(void **state) {
  (void)state;
  char text[64];
  for (size_t room = 1; room < sizeof text; room++) {
    memset(text, 'x', sizeof text);
    lab_exploration_text(text, room, &cases[6].found);
    assert_true(strlen(text) < room);
    assert_int_equal(text[room], 'x');
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_rule), cmocka_unit_test(test_not_explored),
                                     cmocka_unit_test(test_little_room)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
