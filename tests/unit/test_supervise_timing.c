/* SPDX-License-Identifier: MIT */
/* Durations and lanes out of shared memory that lab code may have written over. */
#include "supervise/timing.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct lab_channel *channel;
static struct lab_record record;

static int begin(void **state) {
  (void)state;
  channel = calloc(1, lab_channel_size(1));
  record = (struct lab_record){.times = lab_times_new(1)};
  return channel && record.times ? 0 : -1;
}

static int end(void **state) {
  (void)state;
  lab_times_free(record.times);
  free(channel);
  return 0;
}

static void put_durations(uint64_t first, uint64_t second) {
  struct lab_timing *timing = &channel->timing;
  timing->durations_ns[0] = first;
  timing->durations_ns[1] = timing->duration_ns = second;
  atomic_store(&timing->n_durations, 2);
}

static void put_span(unsigned s, unsigned lane, unsigned kind, uint64_t begin_ns, uint64_t end_ns) {
  channel->timing.spans[s] = (struct lab_span){.begin_ns = begin_ns, .end_ns = end_ns, .lane = lane, .kind = kind};
  if (atomic_load(&channel->timing.n_spans) < s + 1)
    atomic_store(&channel->timing.n_spans, s + 1);
}

static void test_good(void **state) {
  (void)state;
  put_durations(100, 200);
  atomic_store(&channel->timing.n_lanes, 2);
  strcpy(channel->timing.lanes[1].name, "sleeper 2");
  put_span(0, 1, LAB_SPAN_WAIT, 50, 180);
  put_span(1, 0, LAB_SPAN_WORK, 10, 0);
  lab_timing_take(&record, channel);
  const struct lab_lanes *lanes = &record.times->lanes;
  assert_int_equal(record.times->n, 2);
  assert_true(record.times->ns[0] == 100 && record.times->ns[1] == 200);
  assert_int_equal(lanes->duration_ns, 200);
  assert_int_equal(lanes->n_lanes, 2);
  assert_string_equal(lanes->names[1], "sleeper 2");
  assert_int_equal(lanes->n_spans, 2);
  assert_int_equal(lanes->spans[0].begin_ns, 10); /* by begin */
  assert_int_equal(lanes->spans[0].end_ns, 200);  /* not ended: until the last that is seen */
  assert_int_equal(lanes->spans[1].end_ns, 180);
}

static void test_nonsense_is_left_out(void **state) {
  (void)state;
  put_durations(UINT64_MAX, 200);
  atomic_store(&channel->timing.n_lanes, 1000);
  memset(channel->timing.lanes, 'x', sizeof channel->timing.lanes);
  put_span(0, 9999, LAB_SPAN_WORK, 0, 1);
  put_span(1, 0, 77, 0, 1);
  put_span(2, 0, LAB_SPAN_WORK, 5, 4);
  put_span(3, 0, LAB_SPAN_WORK, UINT64_MAX, 0);
  put_span(4, 3, LAB_SPAN_WAIT, 1, 2);
  atomic_store(&channel->timing.n_spans, UINT32_MAX);
  lab_timing_take(&record, channel);
  const struct lab_lanes *lanes = &record.times->lanes;
  assert_int_equal(record.times->n, 1);
  assert_int_equal(lanes->n_lanes, LAB_LANES_MAX);
  assert_true(lanes->lost > 0);
  for (unsigned s = 0; s < lanes->n_spans; s++) {
    assert_true(lanes->spans[s].lane < LAB_LANES_MAX && lanes->spans[s].kind <= LAB_SPAN_WAIT);
    assert_true(lanes->spans[s].begin_ns <= lanes->spans[s].end_ns);
  }
  assert_int_equal(strlen(lanes->names[0]), sizeof lanes->names[0] - 1);
}

static void test_nearest_to_the_median_is_kept(void **state) {
  (void)state;
  static const uint64_t durations[] = {300, 100, 120, 900, 110};
  for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
    channel->timing.durations_ns[0] = channel->timing.duration_ns = durations[i];
    atomic_store(&channel->timing.n_durations, 1);
    lab_timing_take(&record, channel);
  }
  assert_true(lab_times_median(record.times) == 120);
  assert_int_equal(record.times->lanes.duration_ns, 120);
}

static void test_other_variants_have_none(void **state) {
  (void)state;
  struct lab_record other = {0};
  put_durations(1, 2);
  lab_timing_take(&other, channel);
  assert_null(other.times);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_good, begin, end),
      cmocka_unit_test_setup_teardown(test_nonsense_is_left_out, begin, end),
      cmocka_unit_test_setup_teardown(test_nearest_to_the_median_is_kept, begin, end),
      cmocka_unit_test_setup_teardown(test_other_variants_have_none, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
