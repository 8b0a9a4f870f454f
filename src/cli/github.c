/* SPDX-License-Identifier: MIT */
#include "report/github.h"
#include "cli/run.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The page is one for all steps of the job, so it is appended to. */
static void append_page(const struct lab_run *run, const char *path, struct lab_error *error) {
  FILE *page = fopen(path, "ae");
  bool good = page != NULL;
  if (page) {
    lab_github_summarize(run, page);
    good = !ferror(page);
    good &= fclose(page) == 0;
  }
  if (!good)
    lab_fail(error, LAB_EXIT_SYSTEM, "cannot write \"%.300s\" (GITHUB_STEP_SUMMARY): %s", path, strerror(errno));
}

void lab_cli_github(const struct lab_run *run, struct lab_error *error) {
  const char *actions = getenv("GITHUB_ACTIONS"), *page = getenv("GITHUB_STEP_SUMMARY");
  /* Of a shard nothing is said: the whole is judged by lab merge, and each problem is annotated once. */
  if (!actions || strcmp(actions, "true") != 0 || run->shard.total > 1)
    return;
  fflush(stdout);
  lab_github_annotate(run, stderr);
  if (page && *page)
    append_page(run, page, error);
}
