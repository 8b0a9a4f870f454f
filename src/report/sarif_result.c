/* SPDX-License-Identifier: MIT */
#include "report/draw.h"
#include "report/evidence.h"
#include "report/number.h"
#include "report/sarif.h"

#include <stdlib.h>
#include <string.h>

/* -- Places. -- */
/* A path as a relative reference, or as a file: URI where it is absolute. */
static json_t *uri_of(const char *path) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  struct lab_text text = {0};
  if (*path == '/')
    lab_text_add(&text, "file://");
  for (; *path; path++) {
    if (strchr(plain, *path))
      lab_text_add(&text, "%c", *path);
    else
      lab_text_add(&text, "%%%02X", (unsigned)(unsigned char)*path);
  }
  return lab_json_text(text.text);
}

json_t *lab_sarif_location(const struct lab_info *info, const struct lab_place *place) {
  char path[4096];
  const unsigned line = place && place->line ? place->line : 1;
  lab_evidence_path(path, sizeof path, info, place ? place->file : NULL);
  json_t *file = json_pack("{s:o}", "uri", uri_of(path));
  if (*path != '/')
    json_object_set_new(file, "uriBaseId", json_string("%SRCROOT%"));
  json_t *region = json_pack("{s:i, s:i}", "startLine", (int)line, "endLine", (int)line);
  if (place && place->text && *place->text)
    json_object_set_new(region, "snippet", json_pack("{s:o}", "text", lab_json_text(place->text)));
  json_t *location = json_pack("{s:{s:o, s:o}}", "physicalLocation", "artifactLocation", file, "region", region);
  if (place && place->function && *place->function)
    json_object_set_new(location, "logicalLocations",
                        json_pack("[{s:o, s:s}]", "name", lab_json_text(place->function), "kind", "function"));
  return location;
}

/* -- What a finding is, independent of line numbers, so that an alert survives edits elsewhere in the file. -- */
static uint64_t hash(uint64_t state, const char *text) {
  for (; text && *text; text++)
    state = (state ^ (unsigned char)*text) * UINT64_C(0x100000001b3); /* FNV-1a, G. Fowler, L. C. Noll, K.-P. Vo */
  return (state ^ 0xff) * UINT64_C(0x100000001b3);
}
#define HASH_START UINT64_C(0xcbf29ce484222325)

static uint64_t hash_of_place(const struct lab_place *place) {
  return hash(hash(hash(HASH_START, place->file), place->function), place->text);
}

/* Results of the same text on other lines are told apart by a number behind it: ":2". */
static json_t *fingerprints_of(const json_t *results, const struct lab_finding *finding) {
  char text[32];
  uint64_t sum = 0; /* the same for either order of the accesses */
  for (unsigned a = 0; a < finding->n_accesses; a++)
    sum += hash_of_place(&finding->accesses[a].place);
  sum ^= hash(HASH_START, finding->kind);
  for (unsigned n = 1, taken = 1; taken; n++) {
    snprintf(text, sizeof text, "%016llx:%u", (unsigned long long)sum, n);
    taken = 0;
    for (size_t r = 0; r < json_array_size(results); r++) {
      const json_t *prints = json_object_get(json_array_get(results, r), "partialFingerprints");
      const char *print = json_string_value(json_object_get(prints, "labRacePair/v1"));
      taken |= print && strcmp(print, text) == 0;
    }
  }
  return json_pack("{s:s}", "labRacePair/v1", text);
}

/* -- Both sides of a finding. -- */
static void describe_access(struct lab_text *text, const struct lab_finding *finding, unsigned a) {
  const unsigned actor = finding->accesses[a].actor;
  /* The stacks of kinds that are not about an access have no size. */
  if (finding->accesses[a].freed)
    lab_text_add(text, "free by ");
  else if (finding->accesses[a].size > 0)
    lab_text_add(text, "%s%s of %u bytes by ", finding->accesses[a].atomic ? "atomic " : "",
                 finding->accesses[a].write ? "write" : "read", finding->accesses[a].size);
  if (actor < LAB_ACTORS_MAX)
    lab_text_add(text, "actor %u", actor);
  else
    lab_text_add(text, "another thread");
  if (finding->accesses[a].place.function)
    lab_text_add(text, " in %.80s", finding->accesses[a].place.function);
}

/* Brackets and backslashes are markup in messages. */
static void add_escaped(struct lab_text *text, const char *from) {
  for (; *from; from++)
    lab_text_add(text, strchr("[]\\", *from) ? "\\%c" : "%c", *from);
}

static json_t *message_of(const struct lab_job_result *job, const struct lab_finding *finding, uint64_t iterations) {
  struct lab_text text = {0}, access = {0};
  char seen[LAB_NUMBER], all[LAB_NUMBER];
  lab_text_add(&text, "%s", finding->kind);
  for (unsigned a = 0; a < finding->n_accesses; a++) {
    access.text[access.length = 0] = '\0';
    describe_access(&access, finding, a);
    lab_text_add(&text, a == 0 ? ": " : a == 1 && finding->accesses[a].size > 0 ? " conflicts with [" : ", [");
    add_escaped(&text, access.text);
    if (a > 0)
      lab_text_add(&text, "](%u)", a);
  }
  lab_text_add(&text, ". Reported in %s of %s iterations of ", lab_format_count(seen, iterations),
               lab_format_count(all, job->summary.iterations));
  add_escaped(&text, job->record.info->name);
  lab_text_add(&text, " on %s.", lab_engine_name(job->record.engine));
  return json_pack("{s:o}", "text", lab_json_text(text.text));
}

static json_t *related_of(const struct lab_job_result *job, const struct lab_finding *finding) {
  json_t *related = json_array();
  for (unsigned a = 1; a < finding->n_accesses; a++) {
    struct lab_text text = {0};
    json_t *location = lab_sarif_location(job->record.info, &finding->accesses[a].place);
    describe_access(&text, finding, a);
    json_object_set_new(location, "id", json_integer(a));
    json_object_set_new(location, "message", json_pack("{s:o}", "text", lab_json_text(text.text)));
    json_array_append_new(related, location);
  }
  return related;
}

static json_t *step_of(const struct lab_job_result *job, const struct lab_finding *finding, unsigned a) {
  struct lab_text text = {0};
  json_t *location = lab_sarif_location(job->record.info, &finding->accesses[a].place);
  describe_access(&text, finding, a);
  json_object_set_new(location, "message", json_pack("{s:o}", "text", lab_json_text(text.text)));
  return json_pack("{s:o, s:s, s:[s, s]}", "location", location, "importance", "essential", "kinds", "danger",
                   finding->accesses[a].size > 0 ? "memory" : "lock");
}

/* One flow per actor.  The steps of different actors have no order: that is what a race is. */
static json_t *flows_of(const struct lab_job_result *job, const struct lab_finding *finding) {
  json_t *flows = json_array();
  for (unsigned a = 0; a < finding->n_accesses; a++) {
    const unsigned actor = finding->accesses[a].actor;
    char id[32] = "another thread";
    if (actor < LAB_ACTORS_MAX)
      snprintf(id, sizeof id, "actor %u", actor);
    json_t *flow = NULL;
    for (size_t f = 0; f < json_array_size(flows) && !flow; f++)
      if (strcmp(json_string_value(json_object_get(json_array_get(flows, f), "id")), id) == 0)
        flow = json_array_get(flows, f);
    if (!flow) {
      json_array_append_new(flows, json_pack("{s:s, s:[]}", "id", id, "locations"));
      flow = json_array_get(flows, json_array_size(flows) - 1);
    }
    json_array_append_new(json_object_get(flow, "locations"), step_of(job, finding, a));
  }
  return json_pack("[{s:o}]", "threadFlows", flows);
}

/* -- Results. -- */
static json_t *properties_of(const struct lab_run *run, const struct lab_job_result *job) {
  char seed[32];
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)run->seed);
  return json_pack("{s:{s:o, s:s, s:o, s:o, s:s}}", "lab", "variant", lab_json_text(job->record.info->name), "engine",
                   lab_engine_name(job->record.engine), "iterations", lab_json_count(job->summary.iterations),
                   "iterationsReported", lab_json_count(job->record.counts.reported), "seed", seed);
}

static void add_finding(json_t *results, const struct lab_run *run, const struct lab_job_result *job,
                        const struct lab_finding *finding, uint64_t iterations, uint64_t count) {
  const bool error = lab_evidence_contradicts(job, finding);
  const struct lab_place *place = finding->n_accesses ? &finding->accesses[0].place : NULL;
  json_t *result = json_pack("{s:o, s:s, s:o, s:[o], s:o, s:o}", "ruleId", lab_json_text(finding->kind), "level",
                             error ? "error" : "note", "message", message_of(job, finding, iterations), "locations",
                             lab_sarif_location(job->record.info, place), "partialFingerprints",
                             fingerprints_of(results, finding), "occurrenceCount", lab_json_count(count));
  if (finding->n_accesses > 1)
    json_object_set_new(result, "relatedLocations", related_of(job, finding));
  if (finding->n_accesses > 0)
    json_object_set_new(result, "codeFlows", flows_of(job, finding));
  if (!error && job->summary.verdict != LAB_UNDECLARED)
    json_object_set_new(result, "suppressions",
                        json_pack("[{s:s, s:s}]", "kind", "inSource", "justification",
                                  "declared in the variant's table: the program is broken on purpose"));
  json_object_set_new(result, "properties", properties_of(run, job));
  json_array_append_new(results, result);
}

/* The same two lines, whichever of them is called the first. */
static bool same_pair(const struct lab_finding *a, const struct lab_finding *b) {
  if (strcmp(a->kind, b->kind) != 0 || a->n_accesses != 2 || b->n_accesses != 2)
    return false;
  bool straight = true, crossed = true;
  for (unsigned i = 0; i < 2; i++) {
    const struct lab_place *p = &a->accesses[i].place, *q = &b->accesses[i].place, *r = &b->accesses[1 - i].place;
    straight &= p->file && q->file && p->line == q->line && strcmp(p->file, q->file) == 0;
    crossed &= p->file && r->file && p->line == r->line && strcmp(p->file, r->file) == 0;
  }
  return straight || crossed;
}

static bool add_findings(json_t *results, const struct lab_run *run, const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  bool any_error = false;
  for (unsigned f = 0; f < record->n_findings; f++) {
    const struct lab_finding *finding = &record->findings[f];
    const bool error = lab_evidence_contradicts(job, finding);
    uint64_t count = finding->count, most = finding->iterations;
    bool again = false;
    for (unsigned before = 0; before < f && !again; before++)
      again = same_pair(finding, &record->findings[before]);
    for (unsigned after = f + 1; after < record->n_findings; after++) {
      if (!same_pair(finding, &record->findings[after]))
        continue;
      count += record->findings[after].count;
      most = record->findings[after].iterations > most ? record->findings[after].iterations : most;
    }
    any_error |= error;
    if (!again && (error || !run->check))
      add_finding(results, run, job, finding, most, count);
  }
  return any_error;
}

static void add_verdict(json_t *results, const struct lab_run *run, const struct lab_job_result *job) {
  const struct lab_info *info = job->record.info;
  struct lab_text text = {0};
  char print[20], replay[600];
  const char *type = job->record.n_findings ? "not-as-declared" : lab_evidence_type(job);
  add_escaped(&text, info->name);
  lab_text_add(&text, " on %s: ", lab_engine_name(job->record.engine));
  add_escaped(&text, lab_evidence_reason(job));
  if (*lab_evidence_replay(replay, sizeof replay, job)) {
    lab_text_add(&text, ". ");
    add_escaped(&text, replay);
  }
  snprintf(print, sizeof print, "%016llx",
           (unsigned long long)hash(hash(hash(HASH_START, info->name), lab_engine_name(job->record.engine)), type));
  json_array_append_new(results, json_pack("{s:o, s:s, s:{s:o}, s:[o], s:{s:s}, s:o}", "ruleId", lab_json_text(type),
                                           "level", "error", "message", "text", lab_json_text(text.text), "locations",
                                           lab_sarif_location(info, NULL), "partialFingerprints", "labVerdict/v1",
                                           print, "properties", properties_of(run, job)));
}

void lab_sarif_add_results(json_t *results, const struct lab_run *run, const struct lab_job_result *job) {
  const bool any_error = add_findings(results, run, job);
  if (job->summary.verdict == LAB_NOT_AS_DECLARED && !any_error)
    add_verdict(results, run, job);
}
