/* SPDX-License-Identifier: MIT */
/*
 * Perfect squares, a thread for each range: yours to repair.
 *
 * How many perfect squares are there up to 1000, 2000, 5000, 3000 and 100?  Each number is tried in the slowest way
 * there is, so that there is work to do.  The results should be 31, 44, 70, 54 and 10, in the order of the questions.
 *
 * Change the state and what the threads do so that this holds.  Leave the audit as strict as it is.
 *
 * Question: whose result is the first?
 *
 * Run: lab run perfect-squares/exercise
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <pthread.h>
#include <stdatomic.h>

enum { RANGES = 5 };

struct range {
  unsigned index;
  long up_to;
  long found;
  struct squares *all;
};

struct squares {
  struct range ranges[RANGES];
  atomic_int done; /* ranges of which the result is there */
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
  const struct range *range = argument;
  long found = 0;
  lab_lane("range", range->index);
  lab_lane_work(NULL);
  for (long n = 1; n <= range->up_to; n++)
    found += is_square(n);
  lab_lane_end();
  range->all->ranges[range->all->done++].found = found;
  return NULL;
}

static void run(struct squares *s) {
  pthread_t threads[RANGES];
  for (unsigned r = 0; r < RANGES; r++) {
    s->ranges[r].all = s;
    pthread_create(&threads[r], NULL, count, &s->ranges[r]);
  }
  for (unsigned r = 0; r < RANGES; r++)
    pthread_join(threads[r], NULL);
}

static void audit(const struct squares *s, struct lab_audit *audit) {
  for (unsigned r = 0; r < RANGES; r++)
    lab_count(audit, s->ranges[r].found == 0 ? LAB_LOST : LAB_OUT_OF_ORDER, s->ranges[r].found != answers[r]);
}

LAB_VARIANT(struct squares, .title = "yours to repair", .work = run, .setup = setup, .audit = audit, .threads = 5,
            .iterations = 20);

/*
 * Afterword: a hint, not the answer.  There is no race here: done is atomic, and no two threads write to the same
 * place.  Look at where each result goes, and ask who decides that.
 *
 * When the results are right, make it faster.  One thread has two thirds of the work, so the second CPU is idle at the
 * end: see the diagram.  Let a thread take the next fifty numbers of whatever range has some left, and see how near you
 * get to twice as fast.
 */
