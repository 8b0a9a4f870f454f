/* SPDX-License-Identifier: MIT */
/*
 * Twelve tasks, one after the other.
 *
 * A pool of workers, and twelve tasks: each gives the square of its number, 1 to 12, and takes one to four units
 * of time.  map gives all of them to the pool.  When it returns the squares should be there in the order of the
 * numbers, however the tasks have ended.
 *
 * Question: how many units in all?
 *
 * Run: lab run task-pool/sequential
 */
#include <lab/lab.h>
#include <lab/lane.h>
#include <lab/unit.h>

enum { TASKS = 12 };

struct pool {
  long results[TASKS];
};

static long square(long number) {
  lab_sleep_units(4 - number % 4);
  return number * number;
}

static void map(struct pool *p) {
  for (long i = 0; i < TASKS; i++)
    p->results[i] = square(i + 1);
}

static void audit(const struct pool *p, struct lab_audit *audit) {
  for (long i = 0; i < TASKS; i++)
    lab_count(audit, p->results[i] == 0 ? LAB_LOST : LAB_OUT_OF_ORDER, p->results[i] != (i + 1) * (i + 1));
}

LAB_VARIANT(struct pool, .title = "one after the other", .work = map, .audit = audit, .threads = 4, .ops = 3,
            .unit_us = 2000, .iterations = 15, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: 30 units: three tasks each of one, two, three and four units each.  The results are in order, because the
 * tasks are.
 *
 * Four workers could do it in 7.5 units at best, if there were always one to be had that has nothing to do.
 */
