/* SPDX-License-Identifier: MIT */
/*
 * Valgrind's XML document -> reports.
 *
 * What is read of it: <error>, with its stacks; <clientmsg>, which the host writes after each iteration with reports
 * and which holds its index; <errorcounts> at the end, how often each error was met.
 */
#include "engines/valgrind/frontend_valgrind.h"
#include "supervise/harvest.h"
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_MAX 256
#define FIRST_WORKER 2 /* valgrind numbers threads from 1, the main thread; the workers are the first to be made */

/* An error as valgrind keeps it. */
struct error {
  uint64_t unique;
  struct lab_report report;
  bool placed; /* its iteration is known */
};

struct reader {
  struct lab_record *record;
  const char *executable;
  char text[TEXT_MAX + 1]; /* of the element under way */
  size_t length;

  struct error *errors;
  size_t n_errors, room;

  struct error error; /* under way */
  bool in_error, in_message, in_counts;
  bool wanted;               /* the next stack is one of the accesses */
  struct lab_access *access; /* whose stack is being read, or NULL */
  uint64_t address;          /* of the frame under way */
  unsigned frames;           /* of this stack so far */
  uint64_t count;            /* of the pair under way */
};

static const struct {
  const char *valgrind, *word;
} kinds[] = {
    {"Race", LAB_DATA_RACE},
    {"ConflictingAccess", LAB_DATA_RACE},
    {"LockOrder", LAB_LOCK_ORDER},
    {"UnlockUnlocked", "mutex-bad-unlock"},
    {"UnlockForeign", "mutex-bad-unlock"},
    {"UnlockBogus", "mutex-bad-unlock"},
    {"MutexErr", "mutex-misuse"},
    {"RwlockErr", "rwlock-misuse"},
    {"CondErr", "condition-misuse"},
    {"CondRaceErr", "condition-misuse"},
    {"CondDestrErr", "condition-misuse"},
    {"SemaphoreErr", "semaphore-misuse"},
    {"BarrierErr", "barrier-misuse"},
    {"PthAPIerror", "thread-api-misuse"},
    {"Misc", "misuse"},
};

/* Our word for a kind of error, where there is one; else valgrind's. */
static void set_kind(struct lab_report *report, const char *kind) {
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    if (strcmp(kinds[k].valgrind, kind) == 0)
      kind = kinds[k].word;
  snprintf(report->kind, sizeof report->kind, "%.*s", (int)sizeof report->kind - 1, kind);
}

static uint32_t actor_of(const struct reader *reader, uint64_t thread) {
  const uint64_t first = reader->record->info->kind == LAB_THREADS ? FIRST_WORKER : 1;
  const uint64_t actors = reader->record->info->kind == LAB_THREADS ? reader->record->threads : 1;
  return thread >= first && thread - first < actors ? (uint32_t)(thread - first) : LAB_ACTORS_MAX;
}

/* A description, whose stack follows: "... write of size 8 at ...", "Conflicting store by thread 3 at ... size 8". */
static void begin_access(struct reader *reader) {
  struct lab_report *report = &reader->error.report;
  if (report->n_accesses == LAB_REPORT_STACKS)
    return;
  struct lab_access *access = &report->accesses[report->n_accesses];
  const char *size = strstr(reader->text, "size ");
  const uint32_t actor = access->actor;
  *access = (struct lab_access){.actor = actor, .size = size ? (uint32_t)strtoul(size + 5, NULL, 10) : 0};
  access->write = strstr(reader->text, "write of") || strstr(reader->text, "store by");
  reader->wanted = true;
}

static struct lab_access *next_access(struct reader *reader) {
  struct lab_report *report = &reader->error.report;
  return report->n_accesses < LAB_REPORT_STACKS ? &report->accesses[report->n_accesses] : NULL;
}

static void begin_error(struct reader *reader) {
  reader->error = (struct error){.report = {.first = UINT64_MAX}};
  for (unsigned a = 0; a < LAB_REPORT_STACKS; a++)
    reader->error.report.accesses[a].actor = LAB_ACTORS_MAX;
  reader->in_error = true;
  reader->wanted = false;
}

static void end_error(struct reader *reader) {
  reader->in_error = false;
  if (reader->n_errors == reader->room) {
    const size_t room = reader->room ? 2 * reader->room : 64;
    struct error *errors = reallocarray(reader->errors, room, sizeof *errors);
    if (!errors) {
      reader->record->reports_dropped++;
      return;
    }
    reader->errors = errors;
    reader->room = room;
  }
  reader->error.report.count = 1;
  reader->errors[reader->n_errors++] = reader->error;
}

/* Those since the message before belong to this iteration. */
static void place_errors(struct reader *reader, uint64_t iteration) {
  for (size_t e = reader->n_errors; e > 0 && !reader->errors[e - 1].placed; e--) {
    reader->errors[e - 1].placed = true;
    reader->errors[e - 1].report.first = iteration;
  }
}

static void count_error(struct reader *reader, uint64_t unique) {
  for (size_t e = 0; e < reader->n_errors; e++)
    if (reader->errors[e].unique == unique && reader->count > 0)
      reader->errors[e].report.count = reader->count;
}

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

static void begin_stack(struct reader *reader) {
  reader->access = reader->wanted ? next_access(reader) : NULL;
  reader->frames = 0;
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes) {
  struct reader *reader = context;
  (void)attributes;
  reader->length = 0;
  reader->text[0] = '\0';
  if (is(name, "error"))
    begin_error(reader);
  else if (is(name, "clientmsg"))
    reader->in_message = true;
  else if (is(name, "errorcounts"))
    reader->in_counts = true;
  else if (reader->in_error && is(name, "stack"))
    begin_stack(reader);
}

static void XMLCALL on_text(void *context, const char *text, int length) {
  struct reader *reader = context;
  for (int i = 0; i < length && reader->length < TEXT_MAX; i++)
    reader->text[reader->length++] = text[i];
  reader->text[reader->length] = '\0';
}

/* The object comes after the address: only then it is known whose address it is. */
static void end_object(struct reader *reader) {
  struct lab_access *access = reader->access;
  const char *slash = strrchr(reader->text, '/');
  if (!access || access->n_frames + 2 > LAB_REPORT_FRAMES || !is(slash ? slash + 1 : reader->text, reader->executable))
    return;
  access->frames[access->n_frames++] = reader->address;
  /* DRD may be one instruction late about where its thread is. */
  if (reader->frames == 0 && reader->record->engine == LAB_ENGINE_DRD)
    access->frames[access->n_frames++] = reader->address - 1;
}

static void end_stack(struct reader *reader) {
  if (reader->access && reader->access->n_frames > 0)
    reader->error.report.n_accesses++;
  reader->access = NULL;
  reader->wanted = false;
}

static void end_in_error(struct reader *reader, const char *name) {
  struct lab_report *report = &reader->error.report;
  struct lab_access *access = next_access(reader);
  const uint64_t number = strtoull(reader->text, NULL, 0);
  const bool lock_order = is(report->kind, LAB_LOCK_ORDER);
  if (is(name, "unique"))
    reader->error.unique = number;
  else if (is(name, "kind"))
    set_kind(report, reader->text);
  else if (is(name, "tid") && access)
    access->actor = actor_of(reader, number);
  else if (is(name, "text") || is(name, "what") || (is(name, "auxwhat") && lock_order))
    begin_access(reader);
  else if (is(name, "hthreadid") && access) /* helgrind's own number, which no other thread gets later */
    access->actor = actor_of(reader, number);
  else if (is(name, "ip"))
    reader->address = number;
  else if (is(name, "obj"))
    end_object(reader);
  else if (is(name, "frame"))
    reader->frames++;
  else if (is(name, "stack"))
    end_stack(reader);
  else if (is(name, "error"))
    end_error(reader);
}

static void XMLCALL on_end(void *context, const char *name) {
  struct reader *reader = context;
  if (reader->in_error)
    end_in_error(reader, name);
  else if (reader->in_message && is(name, "text"))
    place_errors(reader, strtoull(reader->text, NULL, 10));
  else if (reader->in_counts && is(name, "count"))
    reader->count = strtoull(reader->text, NULL, 10);
  else if (reader->in_counts && is(name, "unique"))
    count_error(reader, strtoull(reader->text, NULL, 0));
  if (is(name, "clientmsg"))
    reader->in_message = false;
  /* What follows an element is no part of it. */
  reader->length = 0;
  reader->text[0] = '\0';
}

static void parse(struct reader *reader, int descriptor) {
  XML_Parser parser = XML_ParserCreate("UTF-8");
  char buffer[16384];
  off_t at = 0;
  if (!parser)
    return;
  XML_SetUserData(parser, reader);
  XML_SetElementHandler(parser, on_start, on_end);
  XML_SetCharacterDataHandler(parser, on_text);
  for (;;) {
    const ssize_t got = pread(descriptor, buffer, sizeof buffer, at);
    if (got <= 0 || XML_Parse(parser, buffer, (int)got, 0) != XML_STATUS_OK)
      break;
    at += got;
  }
  XML_ParserFree(parser);
}

/* An error outside of any iteration has done nothing to one: it is the harness's, or the host died in its iteration. */
static void take(struct reader *reader, uint64_t reported) {
  for (size_t e = 0; e < reader->n_errors; e++) {
    struct lab_report *report = &reader->errors[e].report;
    if (!reader->errors[e].placed)
      report->first = reader->record->counts.iterations;
    report->iterations = report->count < reported ? report->count : reported;
    lab_report_merge(reader->record->reports, &reader->record->n_reports, &reader->record->reports_dropped, report);
  }
}

void lab_valgrind_read(struct lab_record *record, int descriptor, const char *executable, uint64_t reported) {
  struct reader reader = {.record = record, .executable = executable};
  parse(&reader, descriptor);
  take(&reader, reported);
  free(reader.errors);
}
