/* SPDX-License-Identifier: MIT */
/*
 * What the death of a host means: which outcome, of which iteration.
 */
#include "supervise/turn.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static bool in_range(uint64_t iteration, struct lab_range range) {
  return iteration >= range.first && iteration < range.end;
}

static bool is_busy(const struct lab_worker *worker) {
  return worker->phase == LAB_PHASE_SETUP || worker->phase == LAB_PHASE_SWEEP || worker->phase == LAB_PHASE_AUDIT;
}

/* The host's own word: its signal handler ran on the thread that failed. */
static bool from_handler(const struct lab_host *host, struct lab_range slice, struct lab_position *position) {
  const struct lab_crash *crash = &host->channel->crash;
  if (!WIFSIGNALED(host->status) || atomic_load(&crash->taken) != 1 || crash->actor >= host->actors ||
      crash->signal != (uint32_t)WTERMSIG(host->status) || !in_range(crash->iteration, slice))
    return false;
  *position = (struct lab_position){.iteration = crash->iteration,
                                    .batch_first = host->channel->workers[crash->actor].batch_first,
                                    .actor = crash->actor,
                                    .known = true};
  return true;
}

/* Where no worker is in lab code: the batch that the least far of them has reached. */
static struct lab_position at_the_gate(const struct lab_host *host, struct lab_range slice) {
  struct lab_position found = {.iteration = slice.first, .batch_first = slice.first, .actor = LAB_ACTORS_MAX};
  bool any = false;
  for (unsigned w = 0; w < host->actors; w++) {
    const uint64_t batch = host->channel->workers[w].batch_first;
    if (!in_range(batch, slice) || (any && batch >= found.iteration))
      continue;
    found.iteration = found.batch_first = batch;
    any = true;
  }
  return found;
}

struct lab_position lab_incident_position(const struct lab_host *host, struct lab_range slice) {
  struct lab_position found = at_the_gate(host, slice);
  if (from_handler(host, slice, &found))
    return found;
  /* Otherwise the worker that is least far: those ahead of it are past that iteration. */
  for (unsigned w = 0; w < host->actors; w++) {
    const struct lab_worker *worker = &host->channel->workers[w];
    const uint64_t batch = worker->batch_first, iteration = batch + worker->position;
    if (!is_busy(worker) || !in_range(iteration, slice) || (found.known && iteration >= found.iteration))
      continue;
    found = (struct lab_position){.iteration = iteration, .batch_first = batch, .actor = w, .known = true};
  }
  return found;
}

static bool all_idle(const struct lab_host *host) {
  for (unsigned w = 0; w < host->actors; w++) {
    if (host->channel->workers[w].phase != LAB_PHASE_IDLE)
      return false;
  }
  return true;
}

enum lab_incident lab_incident_of(const struct lab_host *host, enum lab_ending ending) {
  if (!lab_channel_intact(host->channel, host->actors, host->nonce))
    return LAB_INCIDENT_CORRUPT;
  switch (ending) {
  case LAB_ENDING_FLOOD: return LAB_INCIDENT_FLOOD;
  case LAB_ENDING_HUNG: return LAB_INCIDENT_HANG;
  case LAB_ENDING_DEADLOCKED: return LAB_INCIDENT_DEADLOCK;
  case LAB_ENDING_DIED: break;
  default: return LAB_INCIDENT_CORRUPT;
  }
  if (WIFSIGNALED(host->status))
    return LAB_INCIDENT_CRASH;
  /* Outside of lab code a host ends only where it can no longer be heard. */
  if (WEXITSTATUS(host->status) == 0 && all_idle(host))
    return LAB_INCIDENT_CORRUPT;
  return LAB_INCIDENT_EXIT;
}

/* "SIGSEGV" */
static void name_signal(char *text, size_t size, int number) {
  const char *name = sigabbrev_np(number);
  if (name)
    snprintf(text, size, "SIG%s", name);
  else
    snprintf(text, size, "signal %d", number);
}

static void describe_crash(char *text, size_t size, const struct lab_host *host, const char *where) {
  char name[32], address[32] = "";
  const int number = WTERMSIG(host->status);
  name_signal(name, sizeof name, number);
  const struct lab_crash *crash = &host->channel->crash;
  if (atomic_load(&crash->taken) == 1 && (number == SIGSEGV || number == SIGBUS))
    snprintf(address, sizeof address, " at address 0x%llx", (unsigned long long)crash->address);
  snprintf(text, size, "%s%s%s", name, address, where);
}

static void append_output(char *text, size_t size, const struct lab_host *host) {
  char line[100];
  lab_host_last_line(host, line, sizeof line);
  const size_t used = strlen(text);
  if (line[0] != '\0')
    snprintf(text + used, size - used, ": %s", line);
}

void lab_incident_describe(char *text, size_t size, const struct lab_host *host, enum lab_incident kind,
                           const struct lab_position *position, double timeout) {
  char where[32] = "";
  if (position->actor < LAB_ACTORS_MAX)
    snprintf(where, sizeof where, " in actor %u", position->actor);
  switch (kind) {
  case LAB_INCIDENT_CRASH:
    describe_crash(text, size, host, where);
    append_output(text, size, host);
    break;
  case LAB_INCIDENT_EXIT:
    snprintf(text, size, "exit status %d%s", WEXITSTATUS(host->status), where);
    append_output(text, size, host);
    break;
  case LAB_INCIDENT_HANG: snprintf(text, size, "no progress for %g s%s", timeout, where); break;
  case LAB_INCIDENT_DEADLOCK: snprintf(text, size, "every actor that is not done waits for ever"); break;
  case LAB_INCIDENT_FLOOD: snprintf(text, size, "more than %u KiB of output", LAB_OUTPUT_MAX >> 10); break;
  default: snprintf(text, size, "the result channel was written over or closed"); break;
  }
}
