/* SPDX-License-Identifier: MIT */
/*
 * The gang: every iteration of a slice is swept by every actor and audited once, whatever the layout, and nothing
 * overlaps that must not.  What is checked must hold on any machine; how often a race shows is not.
 */
#include "host/host.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct visit {
  atomic_long operations;
  atomic_long begun, finished;
  long ready; /* set by setup */
};

static atomic_long under_way, most_under_way, setups, teardowns, unready;

static void setup(struct visit *v) {
  v->ready = 1;
  atomic_fetch_add(&setups, 1);
}
/* An iteration is under way from its first actor's begin to its last actor's finish. */
static void begin(struct visit *v) {
  if (v->ready != 1)
    atomic_fetch_add(&unready, 1);
  if (atomic_fetch_add(&v->begun, 1) > 0)
    return;
  const long now = atomic_fetch_add(&under_way, 1) + 1;
  long most = atomic_load(&most_under_way);
  while (now > most && !atomic_compare_exchange_weak(&most_under_way, &most, now))
    ;
}
static void operate(struct visit *v) { atomic_fetch_add(&v->operations, 1); }
static void finish(struct visit *v) {
  if (atomic_fetch_add(&v->finished, 1) + 1 == lab_actors())
    atomic_fetch_sub(&under_way, 1);
}
static void audit(const struct visit *v, struct lab_audit *audit) {
  lab_expect_total(audit, v->operations);
  lab_count(audit, LAB_TORN, v->begun != lab_actors() || v->finished != lab_actors() || v->ready != 1);
}
static void teardown(struct visit *v) {
  v->ready = 2;
  atomic_fetch_add(&teardowns, 1);
}

static struct lab_variant described;

LAB_VARIANT(struct visit, .title = "visits", .setup = setup, .begin = begin, .actor = operate, .finish = finish,
            .audit = audit, .teardown = teardown, .ops = 3);

static struct lab_channel *make_channel(unsigned actors) {
  const size_t size = (lab_channel_size(actors) + 4095) / 4096 * 4096;
  struct lab_channel *channel = aligned_alloc(4096, size);
  memset(channel, 0, size);
  lab_channel_init(channel, actors, 1);
  return channel;
}

static uint64_t sum(const struct lab_channel *channel, size_t offset) {
  uint64_t total = 0;
  for (unsigned i = 0; i < channel->actors; i++)
    total += *(const uint64_t *)(const void *)((const char *)&channel->workers[i] + offset);
  return total;
}
#define SUM(channel, member) sum(channel, offsetof(struct lab_worker, member))

struct fixture {
  struct lab_channel *channel;
  void *crew;
};

static struct fixture start(unsigned actors, unsigned long ops) {
  struct fixture f = {.channel = make_channel(actors)};
  const struct lab_gang_config config = {
      .variant = &described, .channel = f.channel, .actors = actors, .ops = ops, .seed = 1};
  f.crew = lab_crew_threads.start(&config);
  assert_non_null(f.crew);
  return f;
}

static uint64_t run(struct fixture *f, uint64_t first, uint64_t iterations, struct lab_layout layout,
                    uint64_t budget_ns) {
  const struct lab_command command = {LAB_COMMAND_RUN, 1, first, iterations, budget_ns, layout, 0};
  struct lab_reply reply = {0};
  lab_crew_threads.run(f->crew, &command, &reply);
  assert_int_equal(reply.kind, LAB_REPLY_DONE);
  return reply.iterations;
}

static void every_iteration_is_swept_and_audited(void **state) {
  (void)state;
  static const struct lab_layout layouts[] = {{1, 64, 0}, {2, 0, 0}, {7, 0, 1}, {64, 64, 0}, {1000, 16, 1}};
  static const uint64_t amounts[] = {1, 2, 3, 63, 64, 65, 500};
  for (unsigned actors = 1; actors <= 4; actors++) {
    struct fixture f = start(actors, 3);
    uint64_t wanted = 0;
    for (size_t l = 0; l < sizeof layouts / sizeof *layouts; l++)
      for (size_t a = 0; a < sizeof amounts / sizeof *amounts; a++) {
        assert_int_equal(run(&f, wanted, amounts[a], layouts[l], 0), amounts[a]);
        wanted += amounts[a];
        assert_int_equal(SUM(f.channel, counts.iterations), wanted);
        assert_int_equal(SUM(f.channel, sweep_ops), wanted * actors * 3);
      }
    assert_int_equal(SUM(f.channel, counts.anomalous), 0);
    assert_int_equal(atomic_load(&unready), 0);
    assert_int_equal(atomic_load(&setups), atomic_load(&teardowns));
    assert_true(lab_channel_intact(f.channel, actors, 1));
  }
}

static void a_budget_ends_a_slice_with_whole_iterations(void **state) {
  (void)state;
  struct fixture f = start(3, 3);
  const uint64_t done = run(&f, 0, UINT64_C(1) << 40, (struct lab_layout){64, 64, 0}, 3000000);
  assert_in_range(done, 1, (UINT64_C(1) << 40) - 1);
  assert_int_equal(SUM(f.channel, counts.iterations), done);
  assert_int_equal(SUM(f.channel, counts.anomalous), 0);
  assert_int_equal(atomic_load(&setups), atomic_load(&teardowns));
}

static void exclusive_iterations_never_overlap(void **state) {
  (void)state;
  described.exclusive = true;
  struct fixture f = start(3, 3);
  atomic_store(&most_under_way, 0);
  assert_int_equal(run(&f, 0, 300, (struct lab_layout){64, 0, 0}, 0), 300);
  assert_int_equal(SUM(f.channel, counts.iterations), 300);
  assert_int_equal(SUM(f.channel, counts.anomalous), 0);
  assert_int_equal(atomic_load(&most_under_way), 1);
  described.exclusive = false;
}

int main(void) {
  lab_registration_.describe(&described);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_iteration_is_swept_and_audited),
      cmocka_unit_test(a_budget_ends_a_slice_with_whole_iterations),
      cmocka_unit_test(exclusive_iterations_never_overlap),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
