/* SPDX-License-Identifier: MIT */
#include "moment.h"

static void scribble(struct tries *tries) {
  volatile char *volatile from = (volatile char *)tries;
  for (long i = -65536; i < 65536; i++)
    from[i] = (char)0xff;
}

static void act(struct tries *tries) {
  if (moment_has_come())
    scribble(tries);
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "writes over the memory around its state", .actor = act, .audit = audit_tries,
            .exclusive = true);
