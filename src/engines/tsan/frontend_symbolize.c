/* SPDX-License-Identifier: MIT */
/*
 * Reports by address -> findings by line: what the reader of a table wants to know is which two lines of the listing
 * race, however many instructions they were compiled to.
 */
#include "engines/tsan/frontend_lookup.h"
#include "supervise/supervise.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Frames of the sanitizer and of the harness are not where anyone's bug is. */
static bool is_machinery(const struct lab_line *line) {
  static const char *const functions[] = {"__tsan_",    "__interceptor_", "___interceptor_", "__sanitizer_",
                                          "lab_sweep_", "lab_inspect_",   "lab_actor_",      "lab_role_"};
  for (size_t i = 0; line->function && i < sizeof functions / sizeof functions[0]; i++) {
    if (strncmp(line->function, functions[i], strlen(functions[i])) == 0)
      return true;
  }
  return !line->file || line->line == 0 || strstr(line->file, "compiler-rt/") || strstr(line->file, "lab/harness.h") ||
         strstr(line->file, "src/host/");
}

static bool ends_with(const char *text, const char *tail) {
  const size_t n = strlen(text), m = strlen(tail);
  return n >= m && strcmp(text + n - m, tail) == 0 && (n == m || text[n - m - 1] == '/');
}

static bool in_listing(const struct lab_line *line, const struct lab_info *info) {
  char tail[300];
  snprintf(tail, sizeof tail, "%s/%s.c", info->lab, info->variant);
  return line->file && ends_with(line->file, tail);
}

/* Of a file that was given by path: code of the same project, which it calls, is as much its author's. */
static bool in_project(const struct lab_line *line, const struct lab_info *info) {
  return info->given && strncmp(line->file, "/usr/", 5) != 0 && !strstr(line->file, "include/lab/");
}

/* The line to show for an access: the innermost one in the listing, else the innermost that is not machinery. */
static const struct lab_line *choose_line(const struct lab_record *record, const struct lab_access *access,
                                          const char *executable, struct lab_line *copy) {
  bool found = false;
  for (unsigned f = 0; f < access->n_frames; f++) {
    const struct lab_location *location = lab_lookup(executable, access->frames[f]);
    for (unsigned l = 0; location && l < location->n_lines; l++) {
      const struct lab_line *line = &location->lines[l];
      if (is_machinery(line))
        continue;
      if (in_listing(line, record->info) || in_project(line, record->info)) {
        *copy = *line;
        return copy;
      }
      if (!found)
        *copy = *line;
      found = true;
    }
  }
  return found ? copy : NULL;
}

/* Path of a source file on this machine: its place in the tree that the host belongs to, or its own path. */
static void source_path(char *path, size_t size, const struct lab_info *info, const struct lab_line *line) {
  const char *labs = strstr(line->file, "labs/");
  if (info->source && in_listing(line, info))
    snprintf(path, size, "%s", info->source);
  else if (line->file[0] != '/' && labs)
    snprintf(path, size, "%s/../../share/lab/%s", info->hosts, labs);
  else
    snprintf(path, size, "%s", line->file);
}

static char *trimmed(char *text) {
  text += strspn(text, " \t");
  size_t length = strlen(text);
  while (length > 0 && strchr(" \t\r\n", text[length - 1]))
    length--;
  return length > 0 ? strndup(text, length) : NULL;
}

static char *read_source(const struct lab_info *info, const struct lab_line *line) {
  char path[4096], *text = NULL, *result = NULL;
  size_t room = 0;
  source_path(path, sizeof path, info, line);
  FILE *file = fopen(path, "re");
  if (!file)
    return NULL;
  for (unsigned n = 1; getline(&text, &room, file) > 0; n++) {
    if (n < line->line)
      continue;
    result = trimmed(text);
    break;
  }
  free(text);
  fclose(file);
  return result;
}

/* "counter-race/broken.c" where the path has such an end, else as it is, without a leading "./". */
static char *short_file(const char *file) {
  for (const char *labs = strstr(file, "labs/"); labs; labs = strstr(labs + 1, "labs/")) {
    if (labs == file || labs[-1] == '/')
      return strdup(labs + strlen("labs/"));
  }
  return strdup(strncmp(file, "./", 2) == 0 ? file + 2 : file);
}

static void name_place(struct lab_place *place, const struct lab_record *record, const struct lab_access *access,
                       const char *executable) {
  struct lab_line copy;
  const struct lab_line *line = choose_line(record, access, executable, &copy);
  if (!line)
    return;
  place->function = line->function ? strdup(line->function) : NULL;
  place->file = short_file(line->file);
  place->line = line->line;
  place->column = line->column;
  place->text = read_source(record->info, line);
}

/* A race has no order, so it is given one: a write before a read, then by place.  A free comes last. */
static void put_in_order(struct lab_finding *finding) {
  if (finding->n_accesses != 2 || finding->accesses[1].freed)
    return;
  int order = (int)finding->accesses[1].write - (int)finding->accesses[0].write;
  if (order == 0)
    order = lab_place_compare(&finding->accesses[0].place, &finding->accesses[1].place);
  if (order <= 0)
    return;
  __typeof__(finding->accesses[0]) first = finding->accesses[0];
  finding->accesses[0] = finding->accesses[1];
  finding->accesses[1] = first;
}

static void make_finding(struct lab_finding *finding, const struct lab_record *record, const struct lab_report *report,
                         const char *executable) {
  *finding = (struct lab_finding){.iterations = report->iterations, .count = report->count, .first = report->first};
  memcpy(finding->kind, report->kind, sizeof finding->kind);
  finding->n_accesses = report->n_accesses;
  for (unsigned a = 0; a < report->n_accesses; a++) {
    const struct lab_access *access = &report->accesses[a];
    finding->accesses[a].actor = access->actor;
    finding->accesses[a].size = access->size;
    finding->accesses[a].write = access->write != 0;
    finding->accesses[a].atomic = access->atomic != 0;
    finding->accesses[a].freed = access->freed != 0;
    name_place(&finding->accesses[a].place, record, access, executable);
  }
  put_in_order(finding);
}

/*
 * In no more iterations than had any report: the same lines may have been reported at several addresses in one, and
 * what a host reported in those that it did not finish is reported again by the next.
 */
static void limit_iterations(struct lab_finding *finding, const struct lab_record *record) {
  if (finding->iterations > record->counts.reported && record->counts.reported > 0)
    finding->iterations = record->counts.reported;
}

static void add_finding(struct lab_record *record, struct lab_finding *finding) {
  for (unsigned f = 0; f < record->n_findings; f++) {
    struct lab_finding *known = &record->findings[f];
    if (!lab_finding_same(finding, known))
      continue;
    known->count += finding->count;
    known->iterations += finding->iterations;
    limit_iterations(known, record);
    if (finding->first < known->first)
      known->first = finding->first;
    lab_finding_clear(finding);
    return;
  }
  limit_iterations(finding, record);
  record->findings[record->n_findings++] = *finding;
}

void lab_symbolize_expect(const struct lab_record *record, const char *host_executable) {
  for (unsigned r = 0; r < record->n_reports; r++) {
    const struct lab_report *report = &record->reports[r];
    for (unsigned a = 0; a < report->n_accesses; a++) {
      for (unsigned f = 0; f < report->accesses[a].n_frames; f++)
        lab_lookup_expect(host_executable, report->accesses[a].frames[f]);
    }
  }
}

void lab_symbolize(struct lab_record *record, const char *host_executable) {
  if (record->n_reports == 0 || record->findings)
    return;
  record->findings = calloc(record->n_reports, sizeof *record->findings);
  if (!record->findings)
    return;
  lab_symbolize_expect(record, host_executable);
  for (unsigned r = 0; r < record->n_reports; r++) {
    struct lab_finding finding;
    make_finding(&finding, record, &record->reports[r], host_executable);
    add_finding(record, &finding);
  }
  qsort(record->findings, record->n_findings, sizeof *record->findings, lab_finding_order);
  if (lab_lookup_note())
    record->symbolizer_note = strdup(lab_lookup_note());
}
