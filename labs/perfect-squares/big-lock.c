/* SPDX-License-Identifier: MIT */
/*
 * Perfect squares, a thread for each range, and one lock for all of them.
 *
 * How many perfect squares are there up to 1000, 2000, 5000, 3000 and 100?  Each number is tried in the slowest way
 * there is, so that there is work to do.  The results should be 31, 44, 70, 54 and 10, in the order of the questions.
 *
 * Question: five threads, two CPUs, one lock: how many times as fast?
 *
 * Run: lab run perfect-squares/big-lock
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <pthread.h>
#include <stdlib.h>

enum { RANGES = 5 };

struct range {
  unsigned index;
  long up_to;
  long found;
  struct squares *all;
};

struct squares {
  struct range ranges[RANGES];
  pthread_mutex_t lock; /* held by whoever calculates */
};

static const long questions[RANGES] = {1000, 2000, 5000, 3000, 100};
static const long answers[RANGES] = {31, 44, 70, 54, 10};

static void setup(struct squares *s) {
  pthread_mutex_init(&s->lock, NULL);
  for (unsigned r = 0; r < RANGES; r++) {
    s->ranges[r].index = r;
    s->ranges[r].up_to = questions[r];
  }
}

static bool is_square(long n) {
  long root = 1;
  while (root < n && root * root != n)
    root++;
  return root * root == n;
}

static long count_step(const struct range *range, long from) {
  long found = 0;
  for (long n = from; n < from + 50 && n <= range->up_to; n++)
    found += is_square(n);
  return found;
}

static void *count(void *argument) {
  struct range *range = argument;
  lab_lane("range", range->index);
  for (long n = 1; n <= range->up_to; n += 50) {
    lab_lane_wait(NULL);
    pthread_mutex_lock(&range->all->lock);
    lab_lane_work(NULL);
    range->found += count_step(range, n);
    pthread_mutex_unlock(&range->all->lock);
    lab_lane_end();
  }
  return NULL;
}

static void run(struct squares *s) {
  pthread_t threads[RANGES];
  for (unsigned r = 0; r < RANGES; r++) {
    s->ranges[r].all = s;
    if (pthread_create(&threads[r], NULL, count, &s->ranges[r]) != 0)
      abort();
  }
  for (unsigned r = 0; r < RANGES; r++)
    pthread_join(threads[r], NULL);
}

static void teardown(struct squares *s) { pthread_mutex_destroy(&s->lock); }

static void audit(const struct squares *s, struct lab_audit *audit) {
  for (unsigned r = 0; r < RANGES; r++)
    lab_count(audit, s->ranges[r].found == 0 ? LAB_LOST : LAB_OUT_OF_ORDER, s->ranges[r].found != answers[r]);
}

LAB_VARIANT(struct squares, .title = "a thread for each range, one at a time", .work = run, .setup = setup,
            .audit = audit, .teardown = teardown, .threads = 5, .iterations = 20,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: not at all.  Whoever calculates holds the lock, for fifty numbers at a time, so never do two calculate at
 * once.  There are five threads, and the work of one.
 *
 * This is what an interpreter with a global lock does to threads: Python's has released it every few milliseconds, so
 * that others get their turn, and a thread that waits for the network does not hold it.  So threads pay for downloads
 * there, and not for this.  In C nobody takes such a lock, unless one writes it.
 */
