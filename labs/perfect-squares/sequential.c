/* SPDX-License-Identifier: MIT */
/*
 * Perfect squares, one range after the other.
 *
 * How many perfect squares are there up to 1000, 2000, 5000, 3000 and 100?  Each number is tried in the slowest way
 * there is, so that there is work to do.  The results should be 31, 44, 70, 54 and 10, in the order of the questions.
 *
 * Question: which range takes longest, and how much of the whole?
 *
 * Run: lab run perfect-squares/sequential
 */
#include <lab/lab.h>
#include <lab/lane.h>

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
  for (unsigned r = 0; r < RANGES; r++)
    count(&s->ranges[r]);
}

static void audit(const struct squares *s, struct lab_audit *audit) {
  for (unsigned r = 0; r < RANGES; r++)
    lab_count(audit, s->ranges[r].found == 0 ? LAB_LOST : LAB_OUT_OF_ORDER, s->ranges[r].found != answers[r]);
}

LAB_VARIANT(struct squares, .title = "one after the other", .work = run, .setup = setup, .audit = audit, .threads = 5,
            .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: that up to 5000, with two thirds of the work: the effort grows with the square of the range, so they are
 * to one another as 1, 4, 25, 9 and 0.01.
 *
 * This bounds what others can gain.  However many CPUs there are, as long as a range is done by one of them it cannot
 * be over before two thirds of this time: at most 1.6 times as fast.  More needs smaller pieces.
 */
