/* SPDX-License-Identifier: MIT */
/* Buckets, adding of counts, records, names. */
#include "stats/buckets.h"
#include "stats/summary.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_buckets_partition_the_amounts(void **state) {
  (void)state;
  assert_int_equal(lab_bucket_low(0), 0);
  for (unsigned b = 0; b < LAB_BUCKETS; b++) {
    const uint64_t low = lab_bucket_low(b), high = lab_bucket_high(b);
    assert_true(low <= high);
    assert_int_equal(lab_bucket_of(low), b);
    assert_int_equal(lab_bucket_of(high), b);
    assert_int_equal(lab_bucket_of(low + (high - low) / 2), b);
    if (b > 0)
      assert_true(low == lab_bucket_high(b - 1) + 1);
  }
  assert_true(lab_bucket_high(LAB_BUCKETS - 1) == UINT64_MAX);
}

static void test_buckets_are_as_fine_as_promised(void **state) {
  (void)state;
  for (unsigned b = 0; b < LAB_BUCKETS_EXACT; b++)
    assert_true(lab_bucket_low(b) == b && lab_bucket_high(b) == b);
  for (unsigned b = LAB_BUCKETS_EXACT; b + 1 < LAB_BUCKETS; b++)
    assert_true((lab_bucket_high(b) - lab_bucket_low(b)) * 32 <= lab_bucket_low(b));
  assert_int_equal(lab_bucket_of((UINT64_C(1) << 40) - 1), LAB_BUCKETS - 1);
  assert_int_equal(lab_bucket_of(UINT64_C(1) << 40), LAB_BUCKETS - 1);
  assert_int_equal(lab_bucket_of(UINT64_MAX), LAB_BUCKETS - 1);
}

/* Counts as a host would make them, from amounts of one tally. */
static struct lab_counts *counts_of(const uint64_t *amounts, unsigned n, uint64_t first) {
  struct lab_counts *c = calloc(1, sizeof *c);
  assert_non_null(c);
  struct lab_tally_counts *t = &c->tally[LAB_LOST];
  c->iterations = n;
  for (unsigned i = 0; i < n; i++) {
    if (amounts[i] == 0)
      continue;
    if (c->anomalous++ == 0)
      c->first_anomalous = t->first = first + i;
    t->iterations++;
    t->total += amounts[i];
    t->squares += (double)amounts[i] * (double)amounts[i];
    t->max = amounts[i] > t->max ? amounts[i] : t->max;
    t->buckets[lab_bucket_of(amounts[i])]++;
  }
  return c;
}

static void test_adding_parts_counts_the_whole(void **state) {
  (void)state;
  const uint64_t amounts[] = {0, 0, 3, 0, 700, 64, 1, 0, 0, 9, UINT64_C(1) << 30, 0};
  struct lab_counts *whole = counts_of(amounts, 12, 100);
  for (unsigned cut = 0; cut <= 12; cut++) {
    struct lab_counts *left = counts_of(amounts, cut, 100), *right = counts_of(amounts + cut, 12 - cut, 100 + cut);
    lab_counts_add(left, right);
    assert_memory_equal(left, whole, sizeof *whole);
    free(left);
    free(right);
  }
  /* Workers hand in their shares in any order. */
  struct lab_counts *late = counts_of(amounts, 6, 100), *early = counts_of(amounts + 6, 6, 106);
  lab_counts_add(early, late);
  assert_memory_equal(early, whole, sizeof *whole);
  free(early);
  free(late);
  free(whole);
}

static void scramble(struct lab_counts *c, unsigned seed) {
  const uint64_t r = seed * UINT64_C(2654435761) % 97;
  const uint64_t amounts[] = {r, 0, r % 2, r * r, 0};
  struct lab_counts *made = counts_of(amounts, 5, r * 10);
  *c = *made;
  free(made);
  c->reported = seed % 3;
  c->first_reported = c->reported ? r + 2 : 0;
  c->outcomes[seed % LAB_OUTCOMES_MAX] = r;
  c->unlisted = seed % 2;
  c->unlisted_n = c->unlisted ? 2 : 0;
  c->unlisted_values[0] = c->unlisted ? -(int64_t)r : 0;
  c->tally[LAB_TORN] = c->tally[LAB_LOST];
}

static void test_adding_is_associative(void **state) {
  (void)state;
  static struct lab_counts a, b, c, left, right;
  for (unsigned seed = 0; seed < 60; seed++) {
    scramble(&a, seed);
    scramble(&b, seed * 7 + 1);
    scramble(&c, seed * 11 + 2);
    left = a;
    lab_counts_add(&left, &b);
    lab_counts_add(&left, &c);
    right = b;
    lab_counts_add(&right, &c);
    static struct lab_counts sum;
    sum = a;
    lab_counts_add(&sum, &right);
    assert_memory_equal(&left, &sum, sizeof sum);
    assert_int_equal(left.iterations, 15);
  }
}

static void test_adding_nothing_changes_nothing(void **state) {
  (void)state;
  static struct lab_counts a, sum;
  static const struct lab_counts zero;
  for (unsigned seed = 0; seed < 10; seed++) {
    scramble(&a, seed);
    sum = a;
    lab_counts_add(&sum, &zero);
    assert_memory_equal(&sum, &a, sizeof a);
    sum = zero;
    lab_counts_add(&sum, &a);
    assert_memory_equal(&sum, &a, sizeof a);
  }
}

static void test_firsts_ignore_those_without(void **state) {
  (void)state;
  static struct lab_counts a, b;
  b.reported = 1;
  b.first_reported = 7;
  b.anomalous = 1;
  b.first_anomalous = 9;
  lab_counts_add(&a, &b);
  assert_int_equal(a.first_reported, 7);
  assert_int_equal(a.first_anomalous, 9);
}

static void test_iterations_include_incidents(void **state) {
  (void)state;
  static struct lab_record record;
  record.counts.iterations = 995;
  record.incidents[LAB_INCIDENT_CRASH] = 3;
  record.incidents[LAB_INCIDENT_FLOOD] = 2;
  assert_int_equal(lab_record_iterations(&record), 1000);
}

static void test_clearing_a_record_frees_what_it_owns(void **state) {
  (void)state;
  static struct lab_record record;
  lab_record_clear(&record);
  record.findings = calloc(2, sizeof *record.findings);
  record.n_findings = 2;
  record.findings[0].n_accesses = 1;
  record.findings[1].n_accesses = LAB_REPORT_STACKS;
  record.findings[1].accesses[LAB_REPORT_STACKS - 1].place.file = strdup("counter-race/broken.c");
  record.findings[1].accesses[0].place.function = strdup("increment");
  record.findings[0].accesses[0].place.text = strdup("c->x = c->x + 1;");
  record.symbolizer_note = strdup("none");
  lab_record_clear(&record); /* the address sanitizer's build says whether all is freed */
  assert_null(record.findings);
  assert_null(record.symbolizer_note);
  assert_int_equal(record.n_findings, 0);
  lab_record_clear(&record);
}

static void test_names_are_the_words_of_declarations(void **state) {
  (void)state;
  assert_string_equal(lab_tally_name(LAB_LOST), LAB_LOSES_UPDATES);
  assert_string_equal(lab_tally_name(LAB_OVERADMITTED), "over-admitted");
  assert_string_equal(lab_tally_name(LAB_OUT_OF_ORDER), "out-of-order");
  assert_string_equal(lab_incident_name(LAB_INCIDENT_DEADLOCK), LAB_DEADLOCK);
  assert_string_equal(lab_incident_name(LAB_INCIDENT_FLOOD), "output-flood");
  assert_string_equal(lab_verdict_name(LAB_NOT_AS_DECLARED), "NOT as declared");
  assert_string_equal(lab_tally_name(LAB_TALLIES), "unknown");
  assert_string_equal(lab_incident_name((enum lab_incident) - 1), "unknown");
  for (unsigned a = 0; a < LAB_TALLIES; a++)
    for (unsigned b = 0; b < a; b++)
      assert_string_not_equal(lab_tally_name(a), lab_tally_name(b));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_buckets_partition_the_amounts),
      cmocka_unit_test(test_buckets_are_as_fine_as_promised),
      cmocka_unit_test(test_adding_parts_counts_the_whole),
      cmocka_unit_test(test_adding_is_associative),
      cmocka_unit_test(test_adding_nothing_changes_nothing),
      cmocka_unit_test(test_firsts_ignore_those_without),
      cmocka_unit_test(test_iterations_include_incidents),
      cmocka_unit_test(test_clearing_a_record_frees_what_it_owns),
      cmocka_unit_test(test_names_are_the_words_of_declarations),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
