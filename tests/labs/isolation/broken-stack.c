/* SPDX-License-Identifier: MIT */
#include "moment.h"

/* Upwards from its own frame: return addresses and all. */
__attribute__((noinline)) static void scribble(void) {
  volatile char here[16];
  volatile char *volatile from = here;
  for (size_t i = 0; i < 4096; i++)
    from[i] = (char)0xff;
}

static void act(struct tries *tries) {
  if (moment_has_come())
    scribble();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "writes over its own stack", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
