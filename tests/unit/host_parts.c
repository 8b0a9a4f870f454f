/* SPDX-License-Identifier: MIT */
/* The parts of a host: names from paths, the arena, the gate, and the folding of audits into counts. */
#include "host/gate.h"
#include "host/host.h"
#include "stats/buckets.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void names_come_from_paths(void **state) {
  (void)state;
  char lab[LAB_NAME_MAX], variant[LAB_NAME_MAX];
  assert_true(lab_registry_name("labs/counter-race/broken.c", lab, variant));
  assert_string_equal(lab, "counter-race");
  assert_string_equal(variant, "broken");
  assert_true(lab_registry_name("/a/b/queue/fixed-ck.v2.c", lab, variant));
  assert_string_equal(lab, "queue");
  assert_string_equal(variant, "fixed-ck.v2");
  static const char *const shapeless[] = {"broken.c", "/broken.c", "lab/broken", "lab/.c", ""};
  for (size_t i = 0; i < sizeof shapeless / sizeof *shapeless; i++)
    assert_false(lab_registry_name(shapeless[i], lab, variant));
  char longest[2 * LAB_NAME_MAX + 8];
  memset(longest, 'x', sizeof longest);
  memcpy(longest + LAB_NAME_MAX, "/v.c", 5);
  assert_false(lab_registry_name(longest, lab, variant));
}

static void an_arena_fits_states(void **state) {
  (void)state;
  static const struct {
    struct lab_layout wish;
    size_t bytes, align, min_stride, stride;
    uint32_t batch;
  } cases[] = {
      {{16, 0, 0}, 8, 8, 0, 8, 16},
      {{16, 0, 0}, 9, 8, 0, 16, 16},
      {{16, 64, 0}, 8, 8, 0, 64, 16},
      {{16, 64, 0}, 65, 8, 0, 128, 16},
      {{0, 16, 0}, 8, 8, 0, 16, 1},
      {{16, 16, 0}, 8, 64, 0, 64, 16},
      {{16, 0, 0}, 8, 8, 4096, 4096, 16},
      {{65536, 4096, 0}, 8, 8, 0, 4096, 2048},
      {{UINT32_MAX, 0, 0}, 8, 8, 0, 8, LAB_BATCH_MAX},
      {{64, 0, 0}, (size_t)9 << 20, 8, 0, (size_t)9 << 20, 1},
  };
  struct lab_arena arena = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_true(lab_arena_fit(&arena, &cases[i].wish, cases[i].bytes, cases[i].align, cases[i].min_stride, 1));
    assert_int_equal(arena.stride, cases[i].stride);
    assert_int_equal(arena.layout.batch, cases[i].batch);
    assert_null(arena.order);
    for (int h = 0; h < 2; h++)
      for (size_t b = 0; b < arena.stride * arena.layout.batch; b += 511)
        assert_int_equal(arena.half[h][b], 0);
  }
  lab_arena_clear(&arena);
}

static void a_shuffled_order_visits_each_state_once(void **state) {
  (void)state;
  struct lab_arena arena = {0};
  const struct lab_layout wish = {1000, 16, 1};
  assert_true(lab_arena_fit(&arena, &wish, 8, 8, 0, 7));
  assert_non_null(arena.order);
  bool seen[1000] = {false}, moved = false;
  for (uint32_t p = 0; p < 1000; p++) {
    assert_in_range(arena.order[p], 0, 999);
    assert_false(seen[arena.order[p]]);
    seen[arena.order[p]] = true;
    moved |= arena.order[p] != p;
  }
  assert_true(moved);
  lab_arena_clear(&arena);
}

/* -- The gate: nobody is through a passage before all have arrived at it. -- */
#define ACTORS 5
#define PASSAGES 2000
static struct lab_gate gate;
static _Atomic uint64_t arrivals;
static _Atomic unsigned early;

static void *walk(void *aligned) {
  for (uint64_t p = 1; p <= PASSAGES; p++) {
    atomic_fetch_add(&arrivals, 1);
    if (aligned)
      lab_gate_pass_aligned(&gate, p, p);
    else
      lab_gate_pass(&gate, p);
    if (atomic_load(&arrivals) < p * ACTORS)
      atomic_fetch_add(&early, 1);
  }
  return NULL;
}

static void walk_all(void *aligned, unsigned cpus) {
  pthread_t threads[ACTORS];
  lab_gate_init(&gate, ACTORS, cpus);
  atomic_store(&arrivals, 0);
  for (int t = 0; t < ACTORS; t++)
    assert_int_equal(pthread_create(&threads[t], NULL, walk, aligned), 0);
  for (int t = 0; t < ACTORS; t++)
    pthread_join(threads[t], NULL);
  assert_int_equal(atomic_load(&early), 0);
  assert_int_equal(atomic_load(&arrivals), ACTORS * PASSAGES);
}

static void a_gate_opens_when_all_are_there(void **state) {
  (void)state;
  walk_all(NULL, 1);
}

static void an_aligned_gate_does_too(void **state) {
  (void)state;
  walk_all(&gate, 1);
}

/* -- Folding. -- */
static void audits_fold_into_counts(void **state) {
  (void)state;
  static const struct lab_outcome outcomes[] = {{{0, 0}, LAB_INTERESTING, "both"}, {{0, 1}, LAB_ACCEPTABLE, "one"}};
  static struct lab_counts counts;
  struct lab_audit audit = {.expected = 2000, .outcomes = outcomes, .n_outcomes = 2};
  struct lab_audit lost = audit, much = audit, good = audit, seen = audit, fine = audit, odd = audit;
  lab_expect_total(&lost, 1990);
  lab_expect_total(&much, 2003);
  lab_expect_total(&good, 2000);
  lab_observe(&seen, 0, 0);
  lab_observe(&fine, 0, 1);
  lab_observe(&odd, 7, 8);
  assert_false(good.anomalous);
  assert_false(fine.anomalous);
  const struct lab_audit *all[] = {&lost, &much, &good, &seen, &fine, &odd, &lost};
  for (uint64_t i = 0; i < sizeof all / sizeof *all; i++)
    lab_counts_fold(&counts, all[i], 100 - i);
  assert_int_equal(counts.anomalous, 5);
  assert_int_equal(counts.first_anomalous, 94);
  assert_int_equal(counts.tally[LAB_LOST].iterations, 2);
  assert_int_equal(counts.tally[LAB_LOST].total, 20);
  assert_int_equal(counts.tally[LAB_LOST].max, 10);
  assert_int_equal(counts.tally[LAB_LOST].first, 94);
  assert_true(counts.tally[LAB_LOST].squares == 200);
  assert_int_equal(counts.tally[LAB_LOST].buckets[lab_bucket_of(10)], 2);
  assert_int_equal(counts.tally[LAB_DUPLICATED].total, 3);
  assert_int_equal(counts.outcomes[0], 1);
  assert_int_equal(counts.outcomes[1], 1);
  assert_int_equal(counts.unlisted, 1);
  assert_int_equal(counts.unlisted_values[0], 7);
  assert_int_equal(counts.unlisted_values[1], 8);
  assert_int_equal(counts.unlisted_n, 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_come_from_paths),
      cmocka_unit_test(an_arena_fits_states),
      cmocka_unit_test(a_shuffled_order_visits_each_state_once),
      cmocka_unit_test(a_gate_opens_when_all_are_there),
      cmocka_unit_test(an_aligned_gate_does_too),
      cmocka_unit_test(audits_fold_into_counts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
