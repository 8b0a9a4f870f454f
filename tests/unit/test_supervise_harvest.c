/* SPDX-License-Identifier: MIT */
/*
 * Counts are taken out of memory that a lab may write over: what is possible is taken, what is not is refused.
 */
#include "supervise/harvest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ACTORS 3u
#define NONCE UINT64_C(0x1234567890abcdef)

struct fixture {
  struct lab_host host;
  struct lab_harvest harvest;
};

/* A host that has audited 300 iterations, 30 of which lost two updates each. */
static int make(void **state) {
  struct fixture *f = calloc(1, sizeof *f);
  const size_t size = (lab_channel_size(ACTORS) + 127) / 128 * 128;
  f->host.actors = ACTORS;
  f->host.nonce = NONCE;
  f->host.channel = aligned_alloc(128, size);
  memset(f->host.channel, 0, size);
  lab_channel_init(f->host.channel, ACTORS, NONCE);
  for (unsigned w = 0; w < ACTORS; w++) {
    struct lab_worker *worker = &f->host.channel->workers[w];
    worker->sweep_ns = 1000;
    worker->sweep_ops = 100;
    worker->counts.iterations = 100;
    worker->counts.anomalous = 10;
    worker->counts.first_anomalous = 5 + w;
    worker->counts.tally[LAB_LOST] = (struct lab_tally_counts){
        .iterations = 10, .total = 20, .max = 2, .first = 5 + w, .squares = 40, .buckets[2] = 10};
  }
  *state = f;
  return 0;
}

static int drop(void **state) {
  struct fixture *f = *state;
  free(f->host.channel);
  free(f);
  return 0;
}

static bool take(struct fixture *f) { return lab_harvest_take(&f->harvest, &f->host, 300, 300); }

static void test_sums(void **state) {
  struct fixture *f = *state;
  assert_true(take(f));
  assert_int_equal(f->harvest.counts.iterations, 300);
  assert_int_equal(f->harvest.counts.anomalous, 30);
  assert_int_equal(f->harvest.counts.first_anomalous, 5);
  assert_int_equal(f->harvest.counts.tally[LAB_LOST].total, 60);
  assert_true(f->harvest.sweep_ns > 2999 && f->harvest.sweep_ns < 3001);
  /* Once more: it is a new state of the same sums, not an addition. */
  assert_true(take(f));
  assert_int_equal(f->harvest.counts.iterations, 300);
}

/* Each of these is noticed, and leaves the harvest before it as it was. */
static void check_refused(struct fixture *f, const char *what) {
  const uint64_t before = f->harvest.counts.iterations;
  if (take(f))
    fail_msg("believed: %s", what);
  assert_int_equal(f->harvest.counts.iterations, before);
}

#define SCRIBBLE(member, value)                                                                                        \
  do {                                                                                                                 \
    const __typeof__(member) good = (member);                                                                          \
    (member) = (value);                                                                                                \
    check_refused(f, #member " = " #value);                                                                            \
    (member) = good;                                                                                                   \
    assert_true(take(f));                                                                                              \
  } while (0)

static void test_scribbles(void **state) {
  struct fixture *f = *state;
  assert_true(take(f));
  struct lab_channel *channel = f->host.channel;
  struct lab_worker *worker = &channel->workers[1];
  SCRIBBLE(channel->magic, 0);
  SCRIBBLE(channel->nonce, 0);
  SCRIBBLE(channel->canary, 0);
  SCRIBBLE(channel->actors, 2);
  SCRIBBLE(channel->size, 0);
  SCRIBBLE(*(uint64_t *)(void *)&channel->workers[ACTORS], 1);
  SCRIBBLE(worker->phase, 77);
  SCRIBBLE(worker->counts.iterations, 0);
  SCRIBBLE(worker->counts.iterations, 99);
  SCRIBBLE(worker->counts.iterations, 101);
  SCRIBBLE(worker->counts.iterations, UINT64_MAX);
  SCRIBBLE(worker->counts.anomalous, 9);
  SCRIBBLE(worker->counts.anomalous, 301);
  SCRIBBLE(worker->counts.reported, 301);
  SCRIBBLE(worker->counts.unlisted, UINT64_MAX);
  SCRIBBLE(worker->counts.outcomes[3], 301);
  SCRIBBLE(worker->counts.tally[LAB_LOST].iterations, 9);
  SCRIBBLE(worker->counts.tally[LAB_LOST].iterations, 11);
  SCRIBBLE(worker->counts.tally[LAB_LOST].total, 1);
  SCRIBBLE(worker->counts.tally[LAB_LOST].max, 1000);
  SCRIBBLE(worker->counts.tally[LAB_LOST].buckets[2], 9);
  SCRIBBLE(worker->counts.tally[LAB_LOST].buckets[3], 1);
  SCRIBBLE(worker->counts.tally[LAB_TORN].iterations, 1);
  SCRIBBLE(worker->sweep_ns, UINT64_MAX);
  SCRIBBLE(worker->sweep_ns, 0);
}

static void test_filled(void **state) {
  struct fixture *f = *state;
  for (int byte = 0; byte < 256; byte++) {
    memset(f->host.channel, byte, lab_channel_size(ACTORS));
    check_refused(f, "everything the same byte");
    /* And with the fixed words put back. */
    lab_channel_init(f->host.channel, ACTORS, NONCE);
    if (byte != 0)
      check_refused(f, "all counts the same byte");
  }
}

static struct lab_report race(uint64_t a, uint64_t b, uint64_t first) {
  struct lab_report report = {.kind = "data-race", .n_accesses = 2, .count = 2, .iterations = 1, .first = first};
  report.accesses[0] = (struct lab_access){.size = 8, .write = 1, .n_frames = 1, .frames = {a}};
  report.accesses[1] = (struct lab_access){.size = 8, .n_frames = 1, .frames = {b}};
  return report;
}

static void test_reports_merge(void **state) {
  (void)state;
  struct lab_report table[LAB_REPORTS_MAX];
  unsigned n = 0;
  uint64_t dropped = 0;
  const struct lab_report one = race(1, 2, 9), again = race(1, 2, 4), other = race(1, 3, 0);
  lab_report_merge(table, &n, &dropped, &one);
  lab_report_merge(table, &n, &dropped, &again);
  assert_int_equal(n, 1);
  assert_int_equal(table[0].count, 4);
  assert_int_equal(table[0].iterations, 2);
  assert_int_equal(table[0].first, 4);
  lab_report_merge(table, &n, &dropped, &other);
  assert_int_equal(n, 2);
  for (uint64_t i = 0; i < LAB_REPORTS_MAX; i++) {
    const struct lab_report another = race(100 + i, 2, 0);
    lab_report_merge(table, &n, &dropped, &another);
  }
  assert_int_equal(n, LAB_REPORTS_MAX);
  assert_int_equal(dropped, 2);
}

static void test_reports_taken(void **state) {
  struct fixture *f = *state;
  struct lab_channel *channel = f->host.channel;
  channel->reports[0] = race(1, 2, 3);
  channel->reports[1] = race(1, 3, 300); /* in an iteration that never was */
  channel->reports[2] = race(1, 4, 3);
  channel->reports[2].accesses[1].n_frames = 1000;
  memset(channel->reports[3].kind, 'x', sizeof channel->reports[3].kind);
  atomic_store(&channel->n_reports, 5); /* the last one is being written */
  assert_true(take(f));
  assert_int_equal(f->harvest.n_reports, 1);
  assert_int_equal(f->harvest.reports[0].accesses[1].frames[0], 2);
  struct lab_record *record = calloc(1, sizeof *record);
  lab_harvest_merge(record, &f->harvest);
  lab_harvest_merge(record, &f->harvest);
  assert_int_equal(record->n_reports, 1);
  assert_int_equal(record->reports[0].count, 4);
  assert_int_equal(record->counts.iterations, 600);
  free(record);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_sums, make, drop),
      cmocka_unit_test_setup_teardown(test_scribbles, make, drop),
      cmocka_unit_test_setup_teardown(test_filled, make, drop),
      cmocka_unit_test(test_reports_merge),
      cmocka_unit_test_setup_teardown(test_reports_taken, make, drop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
