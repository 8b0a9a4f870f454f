/* SPDX-License-Identifier: MIT */
#include "moment.h"

static volatile long sink;

static long descend(long depth) {
  volatile char frame[512];
  frame[0] = (char)depth;
  sink = depth;
  return sink ? descend(depth + 1) + frame[0] : 0;
}

static void act(struct tries *tries) {
  if (moment_has_come())
    descend(1);
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "calls itself without end", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
