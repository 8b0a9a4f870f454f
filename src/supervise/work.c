/* SPDX-License-Identifier: MIT */
#include "supervise/work.h"
#include <string.h>

void lab_work_begin(struct lab_work *work, uint64_t first, uint64_t iterations) {
  work->n = 1;
  work->ranges[0] = (struct lab_range){first, iterations ? first + iterations : UINT64_MAX / 2};
}

struct lab_range lab_work_next(const struct lab_work *work, uint64_t at_most) {
  if (work->n == 0)
    return (struct lab_range){0, 0};
  struct lab_range next = work->ranges[0];
  if (next.end - next.first > at_most)
    next.end = next.first + at_most;
  return next;
}

static void insert(struct lab_work *work, unsigned at, struct lab_range range) {
  if (range.first >= range.end || work->n == LAB_WORK_RANGES)
    return;
  memmove(&work->ranges[at + 1], &work->ranges[at], (work->n - at) * sizeof work->ranges[0]);
  work->ranges[at] = range;
  work->n++;
}

void lab_work_remove(struct lab_work *work, uint64_t first, uint64_t end) {
  for (unsigned r = work->n; r-- > 0;) {
    const struct lab_range old = work->ranges[r];
    if (old.end <= first || old.first >= end)
      continue;
    work->n--;
    memmove(&work->ranges[r], &work->ranges[r + 1], (work->n - r) * sizeof work->ranges[0]);
    insert(work, r, (struct lab_range){end, old.end});
    insert(work, r, (struct lab_range){old.first, first});
  }
}
