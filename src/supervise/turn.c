/* SPDX-License-Identifier: MIT */
/*
 * One job on its way: its host, slice by slice.
 */
#include "supervise/turn.h"
#include "engines/valgrind/frontend_valgrind.h"
#include "supervise/process.h"
#include "supervise/timing.h"
#include "supervise/watchdog.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define START_SECONDS 120.0 /* for a host to become ready: where others have the CPUs, starting takes long */
#define GRACE_SECONDS 0.1   /* for a slice to end once the run was interrupted */
#define CLOSED_SECONDS 0.03 /* between the end of the socket and that of the process, where both are one event */

void lab_turn_begin(struct lab_turn *turn, const struct lab_job *job, struct lab_record *record,
                    const struct lab_layout *layout, const char *executable) {
  memset(turn, 0, sizeof *turn);
  turn->job = job;
  turn->record = record;
  turn->layout = *layout;
  turn->executable = executable;
  record->layout = *layout;
  lab_work_begin(&turn->work, job->first, job->iterations);
}

/* It cannot run here, or not any more. */
static void refuse(struct lab_turn *turn, const char *why) {
  turn->over = true;
  if (turn->record->ran)
    turn->record->gave_up = true;
  snprintf(turn->record->refused, sizeof turn->record->refused, "%s", why);
}

void lab_turn_start_host(struct lab_supervisor *supervisor, struct lab_turn *turn) {
  const struct lab_host_start start = {.info = turn->job->info,
                                       .executable = turn->executable,
                                       .valgrind = lab_engine_facts(turn->job->engine)->valgrind,
                                       .actors = turn->job->threads,
                                       .ops = turn->job->ops,
                                       .seed = supervisor->plan->request.seed,
                                       .pin = supervisor->plan->request.pin,
                                       .unit_us = turn->job->unit_us};
  char why[160];
  if (start.valgrind && !lab_valgrind_ready(start.info->hosts, why, sizeof why)) {
    refuse(turn, why);
    return;
  }
  memset(&turn->harvest, 0, sizeof turn->harvest);
  turn->end = 0;
  if (lab_host_start(&turn->host, &start, why, sizeof why))
    lab_supervisor_add_host(supervisor, &turn->host);
  else
    refuse(turn, why);
}

/* A host that ended before it was ready. */
static void refuse_dead(struct lab_turn *turn) {
  char line[100], why[160];
  const int status = turn->host.status;
  const struct lab_reply *reply = &turn->host.reply;
  lab_host_last_line(&turn->host, line, sizeof line);
  const char *colon = line[0] ? ": " : "";
  if (reply->kind == LAB_REPLY_REFUSED && reply->text[0]) /* it said so, and was gone before anyone looked */
    snprintf(why, sizeof why, "%s", reply->text);
  else if (line[0] != '\0' && WIFEXITED(status) && WEXITSTATUS(status) == 127)
    snprintf(why, sizeof why, "%s", line);
  else if (WIFSIGNALED(status))
    snprintf(why, sizeof why, "the host was killed by signal %d before it was ready%s%s", WTERMSIG(status), colon,
             line);
  else
    snprintf(why, sizeof why, "the host ended with status %d before it was ready%s%s", WEXITSTATUS(status), colon,
             line);
  refuse(turn, why);
}

bool lab_turn_await(struct lab_supervisor *supervisor, struct lab_turn *turn) {
  struct lab_host *host = &turn->host;
  if (!turn->over && host->state == LAB_HOST_NONE)
    lab_turn_start_host(supervisor, turn);
  const double end = lab_process_now() + fmax(START_SECONDS, supervisor->plan->request.timeout);
  while (!turn->over && host->state == LAB_HOST_STARTING && !host->garbage && lab_process_now() < end) {
    if (lab_supervisor_pump(supervisor, LAB_LOOK_SECONDS))
      return false;
  }
  if (turn->over)
    return false;
  if (host->state == LAB_HOST_READY) {
    turn->record->ran = true;
    return true;
  }
  if (host->state == LAB_HOST_REFUSED)
    refuse(turn, host->reply.text);
  else if (host->state == LAB_HOST_DEAD && host->command.sequence == 0 && !turn->record->ran)
    refuse_dead(turn);
  else if (host->state == LAB_HOST_DEAD)
    lab_turn_settle(supervisor, turn, LAB_ENDING_DIED, (struct lab_range){0, 0});
  else
    refuse(turn, host->garbage ? "the host talks nonsense" : "the host did not become ready in time");
  return false;
}

/* What can be seen of a running slice right now; LAB_ENDING_INTERRUPTED stands for "nothing yet". */
static enum lab_ending glance(const struct lab_host *host) {
  if (host->garbage || !lab_channel_intact(host->channel, host->actors, host->nonce))
    return LAB_ENDING_DAMAGED;
  switch (host->state) {
  case LAB_HOST_READY: return LAB_ENDING_DONE;
  case LAB_HOST_REFUSED: return LAB_ENDING_REFUSED;
  case LAB_HOST_DEAD: return LAB_ENDING_DIED;
  default: return host->printed > LAB_OUTPUT_MAX ? LAB_ENDING_FLOOD : LAB_ENDING_INTERRUPTED;
  }
}

static enum lab_ending watch(struct lab_supervisor *supervisor, const struct lab_host *host) {
  struct lab_watchdog watchdog;
  lab_watchdog_start(&watchdog, host, supervisor->plan->request.timeout);
  double closed = 0, interrupted = 0;
  for (;;) {
    const bool stop = lab_supervisor_pump(supervisor, host->closed ? CLOSED_SECONDS / 4 : LAB_LOOK_SECONDS);
    const enum lab_ending ending = glance(host);
    if (ending != LAB_ENDING_INTERRUPTED)
      return ending;
    const double now = lab_process_now();
    if (stop && interrupted <= 0)
      interrupted = now;
    if (stop && now >= interrupted + GRACE_SECONDS)
      return LAB_ENDING_INTERRUPTED;
    if (host->closed && closed <= 0)
      closed = now;
    if (host->closed && now >= closed + CLOSED_SECONDS && !lab_process_ending(host->main))
      return LAB_ENDING_DAMAGED;
    switch (lab_watchdog_look(&watchdog)) {
    case LAB_GETTING_ON: break;
    case LAB_HUNG: return LAB_ENDING_HUNG;
    case LAB_DEADLOCKED: return LAB_ENDING_DEADLOCKED;
    }
  }
}

/* The end of the iterations that are run again to find out where the channel is damaged, without it being found. */
static void drop_suspicion(struct lab_turn *turn) {
  struct lab_record *record = turn->record;
  const uint64_t last = turn->suspicion.range.end - 1;
  record->incidents[LAB_INCIDENT_CORRUPT]++;
  if (record->n_notes < LAB_INCIDENT_NOTES) {
    struct lab_incident_note *note = &record->notes[record->n_notes++];
    *note = (struct lab_incident_note){.kind = LAB_INCIDENT_CORRUPT, .iteration = last};
    memcpy(note->text, turn->suspicion.text, sizeof note->text);
  }
  lab_work_remove(&turn->work, last, turn->suspicion.range.end);
  turn->suspicion.on = false;
}

static void take_done(struct lab_supervisor *supervisor, struct lab_turn *turn, struct lab_range slice) {
  const struct lab_reply *reply = &turn->host.reply;
  const uint64_t before = turn->harvest.counts.iterations;
  if (slice.end > turn->end)
    turn->end = slice.end;
  const bool good = lab_harvest_take(&turn->harvest, &turn->host, turn->end, before + reply->iterations);
  if (!good || turn->harvest.counts.iterations != before + reply->iterations) {
    lab_turn_settle(supervisor, turn, LAB_ENDING_DAMAGED, slice);
    return;
  }
  turn->record->wall_ns += (double)reply->wall_ns;
  lab_timing_take(turn->record, turn->host.channel);
  lab_work_remove(&turn->work, slice.first, slice.first + reply->iterations);
  turn->over = turn->work.n == 0;
  if (!turn->over && turn->host.printed > LAB_OUTPUT_MAX)
    lab_turn_settle(supervisor, turn, LAB_ENDING_FLOOD, (struct lab_range){0, 0});
}

static struct lab_range next_slice(struct lab_turn *turn, uint64_t iterations) {
  if (!turn->suspicion.on)
    return lab_work_next(&turn->work, iterations);
  struct lab_range next = lab_work_next(&turn->work, 1);
  if (next.first < next.end && next.end < turn->suspicion.range.end)
    return next;
  drop_suspicion(turn);
  return lab_work_next(&turn->work, iterations);
}

static void settle(struct lab_supervisor *supervisor, struct lab_turn *turn, enum lab_ending ending,
                   struct lab_range slice) {
  switch (ending) {
  case LAB_ENDING_DONE: take_done(supervisor, turn, slice); break;
  case LAB_ENDING_REFUSED: refuse(turn, turn->host.reply.text); break;
  default: lab_turn_settle(supervisor, turn, ending, slice); break;
  }
}

void lab_turn_slice(struct lab_supervisor *supervisor, struct lab_turn *turn, uint64_t iterations, double seconds) {
  const double begin = lab_process_now();
  /* While single iterations are run to find a damage, many of them make up a slice. */
  do {
    if (!lab_turn_await(supervisor, turn))
      return;
    const struct lab_range slice = next_slice(turn, iterations);
    if (slice.first >= slice.end) {
      turn->over = true;
      return;
    }
    struct lab_layout layout = turn->layout;
    if (turn->careful)
      layout.batch = 1;
    lab_host_command(&turn->host, slice.first, slice.end - slice.first, (uint64_t)(seconds * 1e9), &layout);
    settle(supervisor, turn, watch(supervisor, &turn->host), slice);
  } while (turn->suspicion.on && !turn->over && !supervisor->interruption && lab_process_now() < begin + seconds);
  turn->used += lab_process_now() - begin;
}

void lab_turn_finish(struct lab_supervisor *supervisor, struct lab_turn *turn) {
  if (turn->host.state == LAB_HOST_NONE)
    return;
  lab_harvest_merge(turn->record, &turn->harvest);
  if (turn->host.reports >= 0) {
    lab_host_kill(&turn->host); /* what it has to write it has written */
    lab_valgrind_read(turn->record, turn->host.reports, turn->executable, turn->harvest.counts.reported);
  }
  memset(&turn->harvest, 0, sizeof turn->harvest);
  lab_supervisor_drop_host(supervisor, &turn->host);
  lab_host_end(&turn->host);
}
