/* SPDX-License-Identifier: MIT */
/* lab-explore: explores one program in one process and writes what it found as JSON.  Started by `lab explore`. */
#include "engines/explore/arena.h"
#include "engines/explore/buffer.h"
#include "engines/explore/clocks.h"
#include "engines/explore/image.h"
#include "engines/explore/outcome.h"
#include "engines/explore/program.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include "engines/explore/signals.h"
#include "engines/explore/tree.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv);
int main(int argc, char **argv) {
  lab_program.threads = argc > 3 ? (unsigned)atoi(argv[3]) : 2;
  lab_program.ops = argc > 4 ? (unsigned)atoi(argv[4]) : 1;
  lab_search.tso = argc > 5 && !strcmp(argv[5], "tso");
  if (lab_program_has_main() ? 0 : !lab_program_find(argv[1]))
    return 2;
  lab_search.strategy = !strcmp(argv[2], "dfs") ? &lab_strategy_dfs : &lab_strategy_dpor;
  lab_search.exhaustive = true;
  lab_search.checkpoints = !lab_search.tso && !getenv("NOCK");
  lab_search_open(10000);
  lab_clocks_open();
  lab_arena_open();
  lab_buffer_open();
  lab_signals_open();
  lab_image_open();
  lab_tree_clear();
  struct timespec a, b;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
  bool more = true;
  while (more && !lab_signals_stop) {
    memset(&lab_ending_now, 0, sizeof lab_ending_now);
    lab_ending_now.outcome = -1;
    lab_sched_run(lab_program_run);
    if (lab_search.restart || lab_search.abandon) {
      lab_search.restart = lab_search.abandon = false;
      lab_tree_clear();
      lab_endings_clear();
      memset(&lab_search.executions, 0, 5 * sizeof(uint64_t));
      continue;
    }
    lab_search.executions++;
    if (lab_exec.end == LAB_END_ASLEEP) lab_search.asleep++;
    else if (lab_exec.end == LAB_END_FUTILE) lab_search.futile++;
    else if (lab_exec.end >= LAB_END_FAILURES_) lab_search.cut++;
    else {
      lab_search.complete++;
      lab_ending_now.end = lab_exec.end;
      lab_ending_now.exit_code = lab_exec.exit_code;
      lab_endings_count();
    }
    more = lab_search.strategy->next();
  }
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
  double s = (b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) / 1e9;
  printf("%s: executions %lu complete %lu asleep %lu futile %lu cut %lu  %.3f s  %.0f/s\n", argv[2], lab_search.executions, lab_search.complete, lab_search.asleep, lab_search.futile, lab_search.cut, s, lab_search.executions / s);
  for (unsigned i = 0; i < lab_endings.n; i++) {
    char t[100];
    lab_ending_label(&lab_endings.all[i].ending, t, sizeof t);
    printf("  %lu %s watched %ld %s\n", lab_endings.all[i].executions, t, lab_endings.all[i].ending.watched[0], lab_endings.all[i].text);
  }
  return 0;
}
