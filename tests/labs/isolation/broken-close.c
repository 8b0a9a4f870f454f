/* SPDX-License-Identifier: MIT */
#include "moment.h"

static void close_all(void) {
  for (int fd = 0; fd < 1024; fd++)
    close(fd);
}

static void act(struct tries *tries) {
  if (moment_has_come())
    close_all();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "closes every descriptor", .actor = act, .audit = audit_tries, .exclusive = true);
