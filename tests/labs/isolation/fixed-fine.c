/* SPDX-License-Identifier: MIT */
#include "moment.h"

static void act(struct tries *tries) { tries->done[lab_self()]++; }

LAB_VARIANT(struct tries, .title = "does nothing wrong", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});
