/* SPDX-License-Identifier: MIT */
/*
 * Perfect squares by a pool of processes.
 *
 * How many perfect squares are there up to 1000, 2000, 5000, 3000 and 100?  Each number is tried in the slowest way
 * there is, so that there is work to do.  The results should be 31, 44, 70, 54 and 10, in the order of the questions.
 *
 * Question: count writes to range->found.  Why are the ranges sent back as well?
 *
 * Run: lab run perfect-squares/processes
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <stdlib.h>
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

static void *count(void *argument) {
  struct range *range = argument;
  lab_lane("range", range->index);
  lab_lane_work(NULL);
  for (long n = 1; n <= range->up_to; n++)
    range->found += is_square(n);
  lab_lane_end();
  return NULL;
}

static int worker(struct squares *s, int tasks, int results) {
  unsigned char r; /* a byte: never read by halves */
  while (read(tasks, &r, sizeof r) == (ssize_t)sizeof r) {
    count(&s->ranges[r]);
    if (write(results, &s->ranges[r], sizeof *s->ranges) != (ssize_t)sizeof *s->ranges)
      return 1;
  }
  return 0;
}

static void run(struct squares *s) {
  int tasks[2], results[2];
  struct range range;
  if (pipe(tasks) != 0 || pipe(results) != 0 || write(tasks[1], "\0\1\2\3\4", RANGES) != RANGES)
    abort(); /* the tasks are the numbers of the ranges */
  close(tasks[1]);
  for (unsigned w = 0; w < lab_actors(); w++)
    if (fork() == 0)
      _exit(worker(s, tasks[0], results[1]));
  close(tasks[0]);
  close(results[1]);
  while (read(results[0], &range, sizeof range) == (ssize_t)sizeof range)
    s->ranges[range.index] = range;
  close(results[0]);
  while (wait(NULL) > 0)
    continue;
}

static void audit(const struct squares *s, struct lab_audit *audit) {
  for (unsigned r = 0; r < RANGES; r++)
    lab_count(audit, s->ranges[r].found == 0 ? LAB_LOST : LAB_OUT_OF_ORDER, s->ranges[r].found != answers[r]);
}

LAB_VARIANT(struct squares, .title = "a pool of processes", .work = run, .setup = setup, .audit = audit, .threads = 5,
            .iterations = 20, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: because each process has its own memory; what a worker writes, nobody else sees.  So tasks go out through
 * one pipe, where whoever is free reads the next, and come back through another, each with its number, which says where
 * it belongs.  A worker that finds no task and no writer left reads 0 bytes: it is done.
 *
 * Where an interpreter lets only one thread calculate at a time, processes are the way around it, and worth what they
 * cost.  In C threads do as well and cost less; what processes still have is that nothing is shared by mistake.
 */
