/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <string.h>

static void talk_nonsense(void) {
  char nonsense[200];
  memset(nonsense, 0x5a, sizeof nonsense);
  if (write(3, nonsense, sizeof nonsense) < 0)
    abort();
}

static void act(struct tries *tries) {
  if (moment_has_come())
    talk_nonsense();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "writes nonsense to the runner", .actor = act, .audit = audit_tries,
            .exclusive = true);
