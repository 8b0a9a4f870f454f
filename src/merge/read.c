/* SPDX-License-Identifier: MIT */
#include "merge/part.h"
#include "plan/describe.h"
#include "supervise/supervise.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define JOBS_MAX 1000000
#define SHARDS_MAX 1000000

static const char *command_kind(unsigned i) {
  static const char *const names[] = {"run", "check", "bench"};
  return names[i];
}

static void read_machine(const struct lab_reader *reader, const json_t *json, struct lab_machine *machine) {
  lab_read_into(reader, json, "cpu", machine->cpu, sizeof machine->cpu);
  lab_read_into(reader, json, "kernel", machine->kernel, sizeof machine->kernel);
  lab_read_into(reader, json, "compiler", machine->compiler, sizeof machine->compiler);
  machine->cpus_usable = (unsigned)lab_read_count(reader, json, "cpus_usable", UINT32_MAX);
  machine->cpus_online = (unsigned)lab_read_count(reader, json, "cpus_online", UINT32_MAX);
  machine->pinned = lab_read_bool(reader, json, "pinned");
  machine->round_trip_before_ns = lab_read_real(reader, json, "round_trip_before_ns");
  machine->round_trip_after_ns = lab_read_real(reader, json, "round_trip_after_ns");
  machine->foreign_load =
      json_is_null(json_object_get(json, "foreign_load")) ? -1 : lab_read_real(reader, json, "foreign_load");
}

static uint64_t read_seed(const struct lab_reader *reader, const json_t *json) {
  const char *text = json_string_value(json_object_get(json, "seed"));
  char *end = NULL;
  errno = 0;
  const uint64_t seed = text ? strtoull(text, &end, 10) : 0;
  if (!text || !*text || *end || errno || *text == '-')
    lab_reader_fail(reader, "\"seed\" is not a number in a string");
  return seed;
}

/* 0 where it is not known; the day is all that is lost. */
static time_t read_time(const json_t *json) {
  struct tm utc = {0};
  const char *text = json_string_value(json_object_get(json, "started"));
  return text && strptime(text, "%Y-%m-%dT%H:%M:%SZ", &utc) ? timegm(&utc) : 0;
}

void lab_read_header(const struct lab_reader *reader, const json_t *json, struct lab_part *part) {
  struct lab_run *run = &part->run;
  const json_t *shard = json_object_get(json, "shard"), *machine = lab_read_object(reader, json, "machine");
  char version[64];
  lab_read_into(reader, json, "version", version, sizeof version);
  if (!reader->error->code && strcmp(version, LAB_VERSION) != 0)
    lab_reader_fail(reader, "written by lab %s, and this is %s; merge with the version that ran it", version,
                    LAB_VERSION);
  const unsigned kind = lab_read_choice(reader, json, "kind", command_kind, 3);
  run->check = kind == 1;
  run->bench = kind == 2;
  run->command = part->command = lab_read_text_or_null(reader, json, "command");
  run->seed = read_seed(reader, json);
  run->started = read_time(json);
  run->iterations = lab_read_count_or_null(reader, json, "iterations", UINT64_MAX / 4);
  run->seconds = lab_read_real(reader, json, "seconds");
  run->timeout = lab_read_real(reader, json, "timeout_s");
  run->require_repro = lab_read_bool(reader, json, "require_repro");
  run->merged = (unsigned)lab_read_count_or_null(reader, json, "merged", SHARDS_MAX);
  if (shard && !json_is_null(shard)) {
    run->shard.total = (unsigned)lab_read_count(reader, shard, "total", LAB_SHARDS_MAX);
    run->shard.index = (unsigned)lab_read_count(reader, shard, "index", run->shard.total);
    run->whole = lab_read_count(reader, shard, "jobs", JOBS_MAX);
    if (run->shard.index == 0)
      lab_reader_fail(reader, "there is no shard 0");
  }
  if (machine)
    read_machine(reader, machine, &run->machine);
}

void lab_read_summary(const struct lab_reader *reader, const json_t *json, struct lab_part *part) {
  part->run.elapsed = lab_read_real(reader, json, "elapsed_s");
  part->run.partial = lab_read_bool(reader, json, "partial");
  part->run.interruption = part->interruption = lab_read_text_or_null(reader, json, "interruption");
}

/* -- Lines. -- */
enum state { BEFORE_HEADER, WITHIN, ENDED };

struct lines {
  struct lab_reader reader;
  struct lab_part *part;
  enum state state;
};

static bool add_job(struct lines *lines, const json_t *line, const json_t *json) {
  struct lab_part *part = lines->part;
  const struct lab_reader *reader = &lines->reader;
  struct lab_run *run = &part->run;
  if (run->n_jobs == JOBS_MAX)
    return lab_reader_fail(reader, "too many jobs");
  struct lab_job_result *jobs = realloc(run->jobs, (run->n_jobs + 1) * sizeof *jobs);
  if (jobs)
    run->jobs = jobs;
  struct lab_info **infos = realloc(part->infos, (run->n_jobs + 1) * sizeof *infos);
  if (infos)
    part->infos = infos;
  struct lab_info *info = calloc(1, sizeof *info);
  if (!jobs || !infos || !info) {
    free(info);
    return lab_fail(reader->error, 3, "out of memory");
  }
  memset(&jobs[run->n_jobs], 0, sizeof *jobs);
  infos[run->n_jobs] = info;
  struct lab_record *record = &jobs[run->n_jobs++].record;
  record->index = lab_read_count(reader, line, "index", JOBS_MAX);
  lab_read_job(reader, json, info, record);
  if (run->n_jobs > 1 && record->index <= jobs[run->n_jobs - 2].record.index)
    return lab_reader_fail(reader, "jobs are not in order");
  return !reader->error->code;
}

/* The job that a finding or an incident belongs to: the one before it. */
static struct lab_record *owner(struct lines *lines, const json_t *line) {
  struct lab_run *run = &lines->part->run;
  const uint64_t index = lab_read_count(&lines->reader, line, "index", JOBS_MAX);
  struct lab_record *record = run->n_jobs ? &run->jobs[run->n_jobs - 1].record : NULL;
  if (record && record->index == index)
    return record;
  lab_reader_fail(&lines->reader, "it does not follow its job");
  return NULL;
}

static bool take_header(struct lines *lines, const json_t *line, const char *kind) {
  const char *schema = json_string_value(json_object_get(line, "schema"));
  const json_t *header = json_object_get(line, "header");
  if (strcmp(kind, "header") != 0 || !schema || strcmp(schema, "lab-lines/1") != 0 || !header)
    return lab_reader_fail(&lines->reader, "not a header of schema lab-lines/1; write it with --format jsonl");
  lab_read_header(&lines->reader, header, lines->part);
  lines->state = WITHIN;
  return !lines->reader.error->code;
}

static bool take_line(struct lines *lines, const json_t *line) {
  const char *kind = json_string_value(json_object_get(line, "record"));
  const struct lab_reader *reader = &lines->reader;
  if (!kind)
    return lab_reader_fail(reader, "not a record; write it with --format jsonl");
  if (lines->state == BEFORE_HEADER)
    return take_header(lines, line, kind);
  if (lines->state == ENDED)
    return lab_reader_fail(reader, "something follows the summary");
  const json_t *json = lab_read_object(reader, line, kind);
  if (!json)
    return false;
  if (strcmp(kind, "job") == 0)
    return add_job(lines, line, json);
  if (strcmp(kind, "summary") == 0) {
    lab_read_summary(reader, json, lines->part);
    lines->state = ENDED;
    if (!reader->error->code && lab_read_count(reader, line, "records", UINT64_MAX / 4) != reader->line - 1)
      return lab_reader_fail(reader, "records are missing: there are %zu before the summary", reader->line - 1);
    return !reader->error->code;
  }
  const bool finding = strcmp(kind, "finding") == 0;
  if (!finding && strcmp(kind, "incident") != 0)
    return lab_reader_fail(reader, "\"%.60s\" is no kind of record that this version knows", kind);
  struct lab_record *record = owner(lines, line);
  if (record && finding)
    lab_read_finding(reader, json, record);
  else if (record)
    lab_read_incident(reader, json, record);
  return !reader->error->code;
}

static bool read_lines(struct lines *lines, FILE *in) {
  char *text = NULL;
  size_t size = 0;
  bool good = true;
  for (ssize_t length; good && (length = getline(&text, &size, in)) >= 0;) {
    json_error_t problem;
    lines->reader.line++;
    json_t *line = json_loadb(text, (size_t)length, JSON_REJECT_DUPLICATES, &problem);
    good = line ? take_line(lines, line) : lab_reader_fail(&lines->reader, "not JSON: %.200s", problem.text);
    json_decref(line);
  }
  free(text);
  if (good && ferror(in))
    return lab_fail(lines->reader.error, 3, "cannot read \"%.300s\": %s", lines->reader.path, strerror(errno));
  if (good && lines->reader.line == 0)
    return lab_fail(lines->reader.error, 2, "\"%.300s\" is empty", lines->reader.path);
  if (good && lines->state != ENDED)
    return lab_fail(lines->reader.error, 2, "\"%.300s\" is cut off: it has no summary", lines->reader.path);
  return good;
}

bool lab_part_read(struct lab_part *part, const char *path, struct lab_error *error) {
  const bool standard = strcmp(path, "-") == 0;
  *part = (struct lab_part){.path = standard ? "standard input" : path};
  FILE *in = standard ? stdin : fopen(path, "re");
  if (!in)
    return lab_fail(error, 2, "cannot read \"%.300s\": %s", path, strerror(errno));
  struct lines lines = {.reader = {.path = part->path, .error = error}, .part = part};
  const bool good = read_lines(&lines, in);
  if (!standard)
    fclose(in);
  if (!good)
    lab_part_clear(part);
  return good;
}

void lab_part_clear(struct lab_part *part) {
  for (size_t j = 0; j < part->run.n_jobs; j++) {
    lab_info_clear(part->infos[j]);
    free(part->infos[j]);
  }
  lab_run_clear(&part->run);
  free(part->infos);
  free(part->command);
  free(part->interruption);
  part->infos = NULL;
  part->command = part->interruption = NULL;
}
