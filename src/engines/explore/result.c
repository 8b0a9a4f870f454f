/* SPDX-License-Identifier: MIT */
#include "engines/explore/result.h"
#include "engines/explore/arena.h"
#include "engines/explore/blocked.h"
#include "engines/explore/campaign.h"
#include "engines/explore/heap.h"
#include "engines/explore/program.h"
#include "engines/explore/races.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/show.h"
#include "engines/explore/token.h"
#include "engines/explore/trace.h"
#include "engines/explore/unseen.h"
#include <inttypes.h>
#include <string.h>

static const char *const op_names[LAB_OP_KINDS] = {
    [LAB_OP_READ] = "read",
    [LAB_OP_WRITE] = "write",
    [LAB_OP_RMW] = "rmw",
    [LAB_OP_CAS] = "cas",
    [LAB_OP_FREE] = "free",
    [LAB_OP_DRAIN] = "drain",
    [LAB_OP_FENCE] = "fence",
    [LAB_OP_LOCK] = "lock",
    [LAB_OP_TRYLOCK] = "trylock",
    [LAB_OP_UNLOCK] = "unlock",
    [LAB_OP_RDLOCK] = "rdlock",
    [LAB_OP_TRYRDLOCK] = "tryrdlock",
    [LAB_OP_RDUNLOCK] = "rdunlock",
    [LAB_OP_DESTROY] = "destroy",
    [LAB_OP_ENQUEUE] = "wait",
    [LAB_OP_SIGNAL] = "signal",
    [LAB_OP_BROADCAST] = "broadcast",
    [LAB_OP_WAITING] = "waiting",
    [LAB_OP_TIMEOUT] = "timeout",
    [LAB_OP_SEM_WAIT] = "sem-wait",
    [LAB_OP_SEM_TRYWAIT] = "sem-trywait",
    [LAB_OP_SEM_POST] = "sem-post",
    [LAB_OP_SEM_VALUE] = "sem-value",
    [LAB_OP_ARRIVE] = "arrive",
    [LAB_OP_HELD] = "at-barrier",
    [LAB_OP_RESUME] = "resume",
    [LAB_OP_CREATE] = "create",
    [LAB_OP_JOIN] = "join",
    [LAB_OP_EXIT] = "exit",
    [LAB_OP_CHOOSE] = "choose",
    [LAB_OP_TURN] = "turn",
    [LAB_OP_SLEEP] = "sleep",
    [LAB_OP_AWAIT] = "await",
    [LAB_OP_TASK_LOCK] = "task-lock",
};

static const char *op_name(unsigned kind) { return kind < LAB_OP_KINDS && op_names[kind] ? op_names[kind] : "none"; }

static void text(FILE *out, const char *s) {
  fputc('"', out);
  for (; *s; s++) {
    unsigned char c = (unsigned char)*s;
    if (c == '"' || c == '\\')
      fprintf(out, "\\%c", c);
    else if (c < 0x20 || c >= 0x7f)
      fprintf(out, "\\u%04x", c);
    else
      fputc(c, out);
  }
  fputc('"', out);
}

static void field(FILE *out, const char *name, const char *value) {
  fprintf(out, "\"%s\":", name);
  text(out, value);
  fputc(',', out);
}

static void write_phases(FILE *out) {
  static const char *const reasons[] = {"exhausted", "executions", "time", "failure", "interrupted"};
  fprintf(out, "\"phases\":[");
  for (uint32_t p = 0; p < lab_campaign.n_phases; p++) {
    const struct lab_phase *phase = &lab_campaign.phases[p];
    fprintf(out,
            "%s{\"strategy\":\"%s\",\"executions\":%" PRIu64 ",\"complete\":%" PRIu64 ",\"redundant\":%" PRIu64
            ",\"futile\":%" PRIu64 ",\"cut\":%" PRIu64 ",\"failing\":%" PRIu64 ",\"seconds\":%.6f,\"stopped\":\"%s\"}",
            p ? "," : "", phase->name, phase->executions, phase->complete, phase->asleep, phase->futile, phase->cut,
            phase->bad, phase->seconds, reasons[phase->stopped]);
  }
  fprintf(out, "],");
}

/* The schedule of an outcome that should not be; "" for others, and where it is too long. */
static const char *token_of(const struct lab_ending_count *count) {
  static LAB_ENGINE char token[LAB_TOKEN_MAX] = "";
  bool written = count->ending.bad && count->path && count->steps &&
                 lab_token_write(token, sizeof token, lab_campaign.identity, count->path, count->steps, count->depth);
  return written ? token : "";
}

static void write_outcomes(FILE *out) {
  fprintf(out, "\"outcomes\":[");
  for (uint32_t n = 0; n < lab_endings.n; n++) {
    const struct lab_ending_count *count = &lab_endings.all[n];
    char label[160];
    lab_ending_label(&count->ending, label, sizeof label);
    fprintf(out, "%s{", n ? "," : "");
    field(out, "label", label);
    field(out, "text", count->text);
    field(out, "token", token_of(count));
    fprintf(out, "\"declared\":%d,\"bad\":%s,\"executions\":%" PRIu64 ",\"watched\":[", count->ending.outcome,
            count->ending.bad ? "true" : "false", count->executions);
    for (unsigned w = 0; w < count->ending.n_watched; w++)
      fprintf(out, "%s%" PRId64, w ? "," : "", count->ending.watched[w]);
    fprintf(out, "]}");
  }
  fprintf(out, "],");
}

static void write_races(FILE *out) {
  fprintf(out, "\"races\":[");
  for (uint32_t r = 0; r < lab_races.n; r++) {
    const struct lab_race *race = &lab_races.all[r];
    fprintf(out, "%s{\"address\":%" PRIuPTR ",\"size\":%u,\"sides\":[", r ? "," : "", race->address, race->length);
    for (int s = 0; s < 2; s++)
      fprintf(out, "%s{\"pc\":%" PRIuPTR ",\"op\":\"%s\",\"atomic\":%s,\"actor\":%u}", s ? "," : "", race->sides[s].pc,
              op_name(race->sides[s].kind), race->sides[s].flags & LAB_OPF_ATOMIC ? "true" : "false",
              race->sides[s].actor + 1u);
    fprintf(out, "]}");
  }
  fprintf(out, "],");
}

void lab_result_blocks(FILE *out) {
  static LAB_ENGINE struct lab_heap_block all[LAB_BLOCKS_MAX] = {{0}};
  unsigned n = lab_heap_list(all, LAB_BLOCKS_MAX);
  fprintf(out, "\"blocks\":[");
  for (unsigned b = 0; b < n; b++)
    fprintf(out, "%s[%" PRIuPTR ",%zu]", b ? "," : "", all[b].address, all[b].size);
  fprintf(out, "]");
}

/* Is the step worth a row?  A replay makes steps of private accesses too. */
static bool is_of_interest(const struct lab_step *step) {
  if (step->kind == LAB_OP_FREE && lab_end_has_place(lab_exec.end) &&
      lab_failure.address - step->address < (step->length ? step->length : 1)) /* of what was then used */
    return true;
  if (step->kind >= LAB_OP_READ && step->kind <= LAB_OP_DRAIN)
    return lab_arena_is_shared(step->address, step->length);
  return step->kind != LAB_OP_FENCE && step->kind != LAB_OP_RESUME && !(step->kind == LAB_OP_TURN && !step->pc);
}

void lab_result_step(FILE *out, const struct lab_shown *shown) {
  const struct lab_step *s = &shown->step;
  fprintf(out,
          "{\"actor\":%u,\"op\":\"%s\",\"buffer\":%s,\"buffered\":%s,\"atomic\":%s,\"failed\":%s,\"pc\":%" PRIuPTR
          ",\"address\":%" PRIuPTR ",\"size\":%u,\"before\":%" PRId64 ",\"after\":%" PRId64
          ",\"from\":%u,\"choice\":%" PRIu64 ",\"child\":%u,\"waiters\":%u,\"watched\":[",
          lab_entity_actor(s->entity) + 1u, op_name(s->kind), lab_entity_is_buffer(s->entity) ? "true" : "false",
          shown->buffered ? "true" : "false", s->flags & LAB_OPF_ATOMIC ? "true" : "false",
          s->flags & LAB_OPF_FAILED ? "true" : "false", s->pc, s->address, s->length, (int64_t)s->before,
          (int64_t)shown->after, shown->from < 0 ? 0 : lab_show.all[shown->from].row,
          s->kind == LAB_OP_CHOOSE ? s->arg : 0, s->child + 1u, shown->waiters);
  for (unsigned w = 0; w < lab_program.variant.n_watch; w++)
    fprintf(out, "%s%" PRId64, w ? "," : "", shown->watched[w]);
  fprintf(out, "],\"held\":[");
  for (unsigned h = 0; h < shown->n_held; h++)
    fprintf(out, "%s{\"address\":%" PRIuPTR ",\"size\":0}", h ? "," : "", shown->held[h]);
  fprintf(out, "],\"pending\":[");
  for (unsigned p = 0; p < shown->n_pending && p < LAB_SHOW_PENDING; p++)
    fprintf(out, "%s{\"address\":%" PRIuPTR ",\"size\":%u,\"value\":%" PRId64 "}", p ? "," : "",
            shown->pending[p].address, shown->pending[p].length, (int64_t)shown->pending[p].value);
  fprintf(out, "]}");
}

void lab_result_pending(FILE *out, unsigned entity) {
  struct lab_step step = {.kind = LAB_OP_NONE};
  lab_trace_fill(&step, entity);
  uint64_t before =
      step.kind >= LAB_OP_READ && step.kind <= LAB_OP_DRAIN ? lab_trace_value(step.address, step.length) : 0;
  fprintf(out,
          "{\"entity\":\"%s%u\",\"actor\":%u,\"op\":\"%s\",\"pc\":%" PRIuPTR ",\"address\":%" PRIuPTR
          ",\"size\":%u,\"before\":%" PRId64 ",\"after\":%" PRId64 "}",
          lab_entity_is_buffer(entity) ? "b" : "", lab_entity_actor(entity) + 1u, lab_entity_actor(entity) + 1u,
          op_name(step.kind), step.pc, step.address, step.length, (int64_t)before,
          (int64_t)(step.kind == LAB_OP_DRAIN ? step.arg : before));
}

static void write_blocked(FILE *out, const struct lab_blocked *all, unsigned n) {
  fprintf(out, "\"blocked\":[");
  for (unsigned b = 0; b < n; b++)
    fprintf(out, "%s{\"actor\":%u,\"op\":\"%s\",\"pc\":%" PRIuPTR ",\"address\":%" PRIuPTR ",\"holder\":%u}",
            b ? "," : "", all[b].actor + 1u, op_name(all[b].kind), all[b].pc, all[b].address, all[b].holder);
  fprintf(out, "]");
}

static void write_deadlocks(FILE *out) {
  fprintf(out, "\"deadlocks\":[");
  for (unsigned d = 0; d < lab_deadlocks.n; d++) {
    const struct lab_deadlock *deadlock = &lab_deadlocks.all[d];
    fprintf(out, "%s{\"executions\":%" PRIu64 ",", d ? "," : "", deadlock->executions);
    write_blocked(out, deadlock->blocked, deadlock->n);
    fprintf(out, "}");
  }
  fprintf(out, "],");
}

void lab_result_end(FILE *out, const char *token) {
  char label[160];
  lab_ending_label(&lab_ending_now, label, sizeof label);
  field(out, "token", token);
  field(out, "label", label);
  fprintf(out, "\"followed\":%s,", lab_campaign.strayed ? "false" : "true");
  bool says = lab_end_has_place(lab_exec.end);
  field(out, "text", says ? lab_failure.text : "");
  fprintf(out, "\"bad\":%s,\"end\":\"%s\",\"pc\":%" PRIuPTR ",\"address\":%" PRIuPTR ",\"actor\":%u,",
          lab_ending_now.bad ? "true" : "false", lab_end_name(lab_exec.end), says ? lab_failure.pc : 0,
          says ? lab_failure.address : 0, says ? lab_failure.actor + 1u : 0);
  struct lab_blocked blocked[LAB_X_ACTORS];
  write_blocked(out, blocked, lab_blocked_collect(blocked, LAB_X_ACTORS));
}

static void write_schedule(FILE *out, const char *token) {
  fprintf(out, "\"schedule\":{");
  lab_result_end(out, token);
  fprintf(out, ",\"steps\":[");
  uint32_t rows = 0;
  for (uint32_t s = 0; s < lab_show.n; s++) {
    struct lab_shown *shown = &lab_show.all[s];
    shown->row = is_of_interest(&shown->step) ? ++rows : 0;
    if (shown->row == 0)
      continue;
    fputs(rows > 1 ? ",\n" : "\n", out);
    lab_result_step(out, shown);
  }
  fprintf(out, "]},");
}

void lab_result_state(FILE *out) {
  const struct lab_variant *v = &lab_program.variant;
  fprintf(out, "\"state\":%" PRIuPTR ",\"state_size\":%zu,\"watch\":[", (uintptr_t)lab_program.state,
          v->size + v->per_actor * lab_program.threads);
  for (unsigned w = 0; v->file && w < v->n_watch; w++) {
    fprintf(out, "%s{", w ? "," : "");
    field(out, "name", v->watch[w].name);
    fprintf(out, "\"offset\":%zu,\"size\":%zu,\"format\":%d}", v->watch[w].offset, v->watch[w].size,
            (int)v->watch[w].format);
  }
  fprintf(out, "],\"roles\":[");
  for (unsigned r = 0; v->file && r < v->n_roles; r++) {
    fputs(r ? "," : "", out);
    text(out, v->roles[r]);
  }
  fprintf(out, "],");
}

static void write_unseen(FILE *out) {
  fprintf(out, "\"unseen\":[");
  for (unsigned i = 0; lab_unseen_name(i); i++) {
    fputs(i ? "," : "", out);
    text(out, lab_unseen_name(i));
  }
  fprintf(out, "],");
}

void lab_result_write(FILE *out, const char *token, bool shown) {
  fprintf(out, "{\"schema\":\"lab-explore/1\",");
  field(out, "program", lab_program.name);
  field(out, "file", lab_program.variant.file ? lab_program.variant.file : "");
  field(out, "expected",
        lab_program.variant.file && lab_program.variant.expect.explore ? lab_program.variant.expect.explore : "");
  fprintf(out,
          "\"actors\":%u,\"ops\":%lu,\"memory\":\"%s\",\"exhausted\":%s,\"counted\":%d,\"every_interleaving\":%s,"
          "\"first_failure\":%.6f,\"fewest_preemptions\":%d,\"nondeterministic\":%" PRIu64 ",\"limits\":%u,",
          lab_program.threads, lab_program.ops, lab_search.tso ? "tso" : "sc",
          lab_campaign.exhausted ? "true" : "false", lab_campaign.counted, lab_campaign.count ? "true" : "false",
          lab_campaign.first_failure, lab_campaign.fewest, lab_campaign.nondeterministic, lab_search.limits);
  write_unseen(out);
  lab_result_state(out);
  write_phases(out);
  write_outcomes(out);
  write_races(out);
  write_deadlocks(out);
  if (shown) {
    lab_result_blocks(out);
    fputc(',', out);
    write_schedule(out, token);
  }
  fprintf(out, "\"end\":true}\n");
}
