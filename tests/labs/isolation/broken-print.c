/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <stdio.h>

static void print(void) {
  for (;;)
    puts("a line of no use to anyone");
}

static void act(struct tries *tries) {
  if (moment_has_come())
    print();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "prints without end", .actor = act, .audit = audit_tries, .exclusive = true);
