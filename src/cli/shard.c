/* SPDX-License-Identifier: MIT */
#include "cli/run.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Tells a runner that shards are understood: without the file it takes the test for one that does everything. */
static bool touch(const char *path, struct lab_error *error) {
  const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0)
    return lab_fail(error, LAB_EXIT_SYSTEM, "cannot write \"%.300s\": %s", path, strerror(errno));
  close(fd);
  return true;
}

bool lab_cli_shard(const struct lab_options *options, struct lab_error *error) {
  const struct lab_shard *shard = &options->shard;
  const struct lab_shard_source *source = &options->shard_source;
  char text[160] = "--shard auto: nothing in the environment divides this run, so all of it is done";
  if (!options->sharded)
    return true;
  if (source->status && *source->status && !touch(source->status, error))
    return false;
  if (shard->total > 1 && !options->seeded)
    return lab_fail(error, LAB_EXIT_USAGE, "--shard needs --seed N, the same for every shard of the run");
  if (source->index)
    snprintf(text, sizeof text, "shard %u of %u, by %s", shard->index, shard->total, source->index);
  if (!options->quiet && (source->index || shard->total == 0))
    lab_cli_note(text);
  return true;
}
