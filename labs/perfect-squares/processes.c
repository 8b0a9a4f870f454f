/* SPDX-License-Identifier: MIT */
/*
 * Perfect squares, a process for each range.
 *
 * How many perfect squares are there up to 1000, 2000, 5000, 3000 and 100?  Each number is tried in the slowest way
 * there is, so that there is work to do.  The results should be 31, 44, 70, 54 and 10, in the order of the questions.
 *
 * Question: why does the parent not find the results in ranges?
 *
 * Run: lab run perfect-squares/processes
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <sys/wait.h>
#include <unistd.h>

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

static int count(const struct range *range) {
  int found = 0;
  lab_lane("range", range->index);
  lab_lane_work(NULL);
  for (long n = 1; n <= range->up_to; n++)
    found += is_square(n);
  lab_lane_end();
  return found;
}

static void run(struct squares *s) {
  pid_t children[RANGES];
  for (unsigned r = 0; r < RANGES; r++) {
    children[r] = fork();
    if (children[r] == 0)
      _exit(count(&s->ranges[r]));
  }
  for (unsigned r = 0; r < RANGES; r++) {
    int status;
    if (waitpid(children[r], &status, 0) == children[r] && WIFEXITED(status))
      s->ranges[r].found = WEXITSTATUS(status);
  }
}

static void audit(const struct squares *s, struct lab_audit *audit) {
  for (unsigned r = 0; r < RANGES; r++)
    lab_count(audit, s->ranges[r].found == 0 ? LAB_LOST : LAB_OUT_OF_ORDER, s->ranges[r].found != answers[r]);
}

LAB_VARIANT(struct squares, .title = "a process for each range", .work = run, .setup = setup, .audit = audit,
            .threads = 5, .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: because each process has its own memory; what a child writes, nobody else sees.  Here the result is small
 * enough for the exit status, which has eight bits.  Up to 100,000 there are 316 squares, and that would need a pipe.
 *
 * Where an interpreter lets only one thread calculate at a time, processes are the way around it, and worth what they
 * cost.  In C threads do as well and cost less; what processes still have is that nothing is shared by mistake.
 */
