/* SPDX-License-Identifier: MIT */
#include "moment.h"
#include <stdio.h>
#include <string.h>

/* Whatever is mapped shared and writable. */
static void write_over(void) {
  FILE *maps = fopen("/proc/self/maps", "re");
  char line[512], access[8];
  unsigned long first, end;
  while (maps && fgets(line, sizeof line, maps)) {
    if (sscanf(line, "%lx-%lx %7s", &first, &end, access) == 3 && strcmp(access, "rw-s") == 0)
      memset((void *)first, 0xff, end - first);
  }
  if (maps)
    fclose(maps);
}

static void act(struct tries *tries) {
  if (moment_has_come())
    write_over();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "writes over the result channel", .actor = act, .audit = audit_tries,
            .exclusive = true);
