/* SPDX-License-Identifier: MIT */
/*
 * Perfect squares, a thread for each range.
 *
 * How many perfect squares are there up to 1000, 2000, 5000, 3000 and 100?  Each number is tried in the slowest way
 * there is, so that there is work to do.  The results should be 31, 44, 70, 54 and 10, in the order of the questions.
 *
 * Question: five threads on two CPUs: how many times as fast?
 *
 * Run: lab run perfect-squares/threads
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
};

struct squares {
  struct range ranges[RANGES];
};

static const long questions[RANGES] = {1000, 2000, 5000, 3000, 100};
static const long answers[RANGES] = {31, 44, 70, 54, 10};

static void setup(struct squares *s) {
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

static void *count(void *argument) {
  struct range *range = argument;
  lab_lane("range", range->index);
  lab_lane_work(NULL);
  for (long n = 1; n <= range->up_to; n++)
    range->found += is_square(n);
  lab_lane_end();
  return NULL;
}

static void run(struct squares *s) {
  pthread_t threads[RANGES];
  for (unsigned r = 0; r < RANGES; r++)
    if (pthread_create(&threads[r], NULL, count, &s->ranges[r]) != 0)
      abort();
  for (unsigned r = 0; r < RANGES; r++)
    pthread_join(threads[r], NULL);
}

static void audit(const struct squares *s, struct lab_audit *audit) {
  for (unsigned r = 0; r < RANGES; r++)
    lab_count(audit, s->ranges[r].found == 0 ? LAB_LOST : LAB_OUT_OF_ORDER, s->ranges[r].found != answers[r]);
}

LAB_VARIANT(struct squares, .title = "a thread for each range", .work = run, .setup = setup, .audit = audit,
            .threads = 5, .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: at most 1.6 times, since one range is two thirds of the work, and at most as many times as there are CPUs.
 * The five threads share two CPUs, and the longest one does not have its own all the time, so it is less.
 *
 * There is no lock.  Each thread writes to the result of its own range, which is also why the results come in the order
 * of the questions, however the threads end.  Nothing is shared, so nothing is waited for: in C, threads that calculate
 * run at the same time.
 */
