/* SPDX-License-Identifier: MIT */
/*
 * After an incident: what stays counted, what is run again, and whether a fresh host goes on.
 */
#include "supervise/process.h"
#include "supervise/timing.h"
#include "supervise/turn.h"
#include <stdio.h>
#include <string.h>

/* Another worker was in the middle of an audit: its counts hold iterations that are not in its total yet. */
static bool someone_else_audits(const struct lab_host *host, unsigned actor) {
  for (unsigned w = 0; w < host->actors; w++) {
    if (w != actor && host->channel->workers[w].phase == LAB_PHASE_AUDIT)
      return true;
  }
  return false;
}

static uint64_t counted_by(const struct lab_host *host) {
  uint64_t sum = 0;
  for (unsigned w = 0; w < host->actors; w++)
    sum += host->channel->workers[w].counts.iterations;
  return sum;
}

/*
 * Keeps what the host had counted in the slice it died in, if it is known which iterations those are: all up to the
 * batch that it died in.  Else the slice is run again as a whole.  Returns how many were kept.
 */
static uint64_t keep_counted(struct lab_turn *turn, struct lab_range slice, const struct lab_position *position) {
  const struct lab_host *host = &turn->host;
  const uint64_t before = turn->harvest.counts.iterations, counted = counted_by(host);
  if (!position->known || counted < before || someone_else_audits(host, position->actor))
    return 0;
  const uint64_t n = counted - before;
  if (slice.first + n != position->batch_first || position->batch_first > position->iteration)
    return 0;
  const double sweep_ns = turn->harvest.sweep_ns, sweep_ops = turn->harvest.sweep_ops;
  struct lab_role_time role_times[LAB_ROLES_MAX];
  memcpy(role_times, turn->harvest.role_times, sizeof role_times);
  if (!lab_harvest_take(&turn->harvest, host, turn->end, counted))
    return 0;
  /* Within a slice the time is in the host's own unit. */
  turn->harvest.sweep_ns = sweep_ns;
  turn->harvest.sweep_ops = sweep_ops;
  memcpy(turn->harvest.role_times, role_times, sizeof role_times);
  lab_work_remove(&turn->work, slice.first, slice.first + n);
  lab_timing_take(turn->record, host->channel);
  return n;
}

/* The damage was noticed, but not in which iteration it was done: look for it, one by one. */
static bool suspect(struct lab_turn *turn, struct lab_range slice, const char *text) {
  if (slice.end - slice.first <= 1 || turn->suspicion.on || turn->record->restarts >= LAB_RESTARTS_MAX)
    return false;
  turn->suspicion.on = true;
  turn->suspicion.range = slice;
  snprintf(turn->suspicion.text, sizeof turn->suspicion.text, "%.60s, in one of %llu to %llu", text,
           (unsigned long long)slice.first, (unsigned long long)slice.end - 1);
  return true;
}

static void note(struct lab_turn *turn, enum lab_incident kind, uint64_t iteration, const char *text) {
  struct lab_record *record = turn->record;
  record->incidents[kind]++;
  lab_work_remove(&turn->work, iteration, iteration + 1);
  if (record->n_notes == LAB_INCIDENT_NOTES)
    return;
  struct lab_incident_note *slot = &record->notes[record->n_notes++];
  *slot = (struct lab_incident_note){.kind = kind, .iteration = iteration};
  snprintf(slot->text, sizeof slot->text, "%s", text);
}

static void go_on(struct lab_supervisor *supervisor, struct lab_turn *turn, bool stood_still) {
  struct lab_record *record = turn->record;
  turn->careful = true;
  turn->over = turn->work.n == 0;
  if (stood_still)
    turn->hangs++;
  if (turn->over || supervisor->interruption)
    return;
  if (record->restarts >= LAB_RESTARTS_MAX || turn->hangs >= LAB_HANGS_MAX) {
    record->gave_up = true;
    turn->over = true;
    return;
  }
  record->restarts++;
  lab_turn_start_host(supervisor, turn);
}

void lab_turn_settle(struct lab_supervisor *supervisor, struct lab_turn *turn, enum lab_ending ending,
                     struct lab_range slice) {
  struct lab_host *host = &turn->host;
  char text[120];
  lab_host_kill(host);
  if (slice.end > turn->end)
    turn->end = slice.end;
  const bool between = slice.first >= slice.end;
  if (between)
    slice = lab_work_next(&turn->work, 1);
  const struct lab_position position = lab_incident_position(host, slice);
  const enum lab_incident kind = lab_incident_of(host, ending);
  /* What a host says after the channel was damaged is not believed, so the damaged iteration is among those redone. */
  if (!between && kind != LAB_INCIDENT_CORRUPT)
    keep_counted(turn, slice, &position);
  lab_incident_describe(text, sizeof text, host, kind, &position, supervisor->plan->request.timeout);
  lab_turn_finish(supervisor, turn);
  if (ending == LAB_ENDING_INTERRUPTED)
    return;
  if (kind != LAB_INCIDENT_CORRUPT || between || !suspect(turn, slice, text)) {
    note(turn, kind, position.iteration, text);
    /* Found: the rest of the suspected iterations is as good as any other. */
    if (kind == LAB_INCIDENT_CORRUPT)
      turn->suspicion.on = false;
  }
  go_on(supervisor, turn, kind == LAB_INCIDENT_HANG || kind == LAB_INCIDENT_DEADLOCK);
}
