/* SPDX-License-Identifier: MIT */
/*
 * For tests only: the audit crashes, not an actor.
 */
#include "moment.h"

static int *volatile address;

static void act(struct tries *tries) {
  if (moment_has_come())
    tries->done[lab_self()] = -100;
  tries->done[lab_self()]++;
}

static void audit(const struct tries *tries, struct lab_audit *audit) {
  if (tries->done[0] < 0)
    *address = 1;
  audit_tries(tries, audit);
}

LAB_VARIANT(struct tries, .title = "crashes in its audit", .actor = act, .audit = audit, .exclusive = true,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
