/* SPDX-License-Identifier: MIT */
/* A task calls itself until its stack is full. */
#include "moment.h"

static volatile long none;

static long dig(struct tries *tries, long depth) {
  volatile char room[1024];
  room[depth % 1024] = 1;
  return tries->now ? dig(tries, depth + 1) + room[none] : depth;
}

static void act(struct tries *tries) {
  tries->done[lab_self()]++;
  if (lab_self() == 1)
    none = dig(tries, 0) * 0;
}

LAB_VARIANT(struct tries, .title = "overflows its stack", .kind = LAB_TASKS, .actor = act, .setup = setup_tries,
            .audit = audit_tries, .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
