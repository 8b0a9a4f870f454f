/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <sys/stat.h>

static void write_over(void) {
  static const char zeros[4096];
  struct stat file;
  if (fstat(4, &file) != 0)
    abort();
  for (off_t at = 0; at < file.st_size; at += (off_t)sizeof zeros) {
    if (pwrite(4, zeros, sizeof zeros, at) < 0)
      abort();
  }
}

static void act(struct tries *tries) {
  if (moment_has_come())
    write_over();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "writes zeros into the result channel", .actor = act, .audit = audit_tries,
            .exclusive = true);
