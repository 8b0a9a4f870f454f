/* SPDX-License-Identifier: MIT */
/*
 * Valgrind's XML document -> reports.
 */
#include "engines/valgrind/frontend_valgrind.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define FRAME(ip, object) "<frame><ip>" ip "</ip><obj>" object "</obj><fn>f</fn></frame>"
#define OURS "/somewhere/lab-valgrind"
#define TOOL "/usr/libexec/valgrind/vgpreload.so"

/* Workers are threads 2 and 3. */
#define RACE                                                                                                           \
  "<error><unique>0x1b</unique><tid>3</tid><kind>Race</kind>"                                                          \
  "<xwhat><text>Possible data race during read of size 8 at 0x404068 by thread #3</text><hthreadid>3</hthreadid>"      \
  "</xwhat><stack>" FRAME("0x401271", OURS) FRAME("0x48EF1F4", "/lib/libc.so.6")                                       \
      FRAME("0x401300", OURS) "</stack>"                                                                               \
                              "<xauxwhat><text>This conflicts with a previous write of size 4 by thread "              \
                              "#2</text><hthreadid>2</hthreadid>"                                                      \
                              "</xauxwhat><stack>" FRAME("0x484C7D6", TOOL) FRAME(                                     \
                                  "0x401280",                                                                          \
                                  OURS) "</stack>"                                                                     \
                                        "<auxwhat>Address 0x404068 is 0 bytes inside a block</auxwhat><stack>" FRAME(  \
                                            "0x401999", OURS) "</stack></error>"
#define CONFLICT                                                                                                       \
  "<error><unique>0x2</unique><tid>2</tid><kind>ConflictingAccess</kind>"                                              \
  "<what>Conflicting store by thread 2 at 0x00404068 size 8</what><stack>" FRAME("0x401271", OURS)                     \
      FRAME("0x401300", OURS) "</stack><other_segment_start><stack>" FRAME(                                            \
          "0x401888", OURS) "</stack></other_segment_start></error>"
#define MESSAGE(text) "<clientmsg><tid>2</tid><text>" text "  </text></clientmsg>"
#define BEGIN "<?xml version=\"1.0\"?><valgrindoutput><tool>helgrind</tool>"
#define COUNTS(n, unique)                                                                                              \
  "<errorcounts><pair><count>" n "</count><unique>" unique "</unique></pair></errorcounts></valgrindoutput>"

static struct lab_info info = {.kind = LAB_THREADS};

static struct lab_record *read_document(const char *document, enum lab_engine engine, uint64_t reported) {
  struct lab_record *record = calloc(1, sizeof *record);
  const int file = memfd_create("document", 0);
  assert_non_null(record);
  assert_true(file >= 0);
  assert_int_equal(write(file, document, strlen(document)), strlen(document));
  record->info = &info;
  record->engine = engine;
  record->threads = 2;
  lab_valgrind_read(record, file, "lab-valgrind", reported);
  close(file);
  return record;
}

static void reads_both_accesses(void **state) {
  struct lab_record *record = read_document(BEGIN RACE MESSAGE("7") COUNTS("40", "0x1b"), LAB_ENGINE_HELGRIND, 9);
  assert_int_equal(record->n_reports, 1);
  const struct lab_report *report = &record->reports[0];
  assert_string_equal(report->kind, LAB_DATA_RACE);
  assert_int_equal(report->n_accesses, 2);
  assert_int_equal(report->count, 40);
  assert_int_equal(report->iterations, 9); /* no more than were reported */
  assert_int_equal(report->first, 7);
  const struct lab_access *read = &report->accesses[0], *written = &report->accesses[1];
  assert_false(read->write);
  assert_int_equal(read->size, 8);
  assert_int_equal(read->actor, 1);
  assert_int_equal(read->n_frames, 2); /* those in the host */
  assert_int_equal(read->frames[0], 0x401271);
  assert_int_equal(read->frames[1], 0x401300);
  assert_true(written->write);
  assert_int_equal(written->size, 4);
  assert_int_equal(written->actor, 0);
  assert_int_equal(written->n_frames, 1);
  assert_int_equal(written->frames[0], 0x401280);
  free(record);
  (void)state;
}

static void drd_has_one_access(void **state) {
  struct lab_record *record = read_document(BEGIN CONFLICT MESSAGE("0") COUNTS("3", "0x2"), LAB_ENGINE_DRD, 100);
  assert_int_equal(record->n_reports, 1);
  const struct lab_access *access = &record->reports[0].accesses[0];
  assert_int_equal(record->reports[0].n_accesses, 1);
  assert_int_equal(record->reports[0].iterations, 3);
  assert_true(access->write);
  assert_int_equal(access->actor, 0);
  /* The innermost may be one instruction late. */
  assert_int_equal(access->n_frames, 3);
  assert_int_equal(access->frames[0], 0x401271);
  assert_int_equal(access->frames[1], 0x401270);
  assert_int_equal(access->frames[2], 0x401300);
  free(record);
  (void)state;
}

static void messages_tell_iterations(void **state) {
  struct lab_record *record = read_document(BEGIN CONFLICT MESSAGE("3") RACE MESSAGE("8"), LAB_ENGINE_HELGRIND, 100);
  assert_int_equal(record->n_reports, 2);
  assert_int_equal(record->reports[0].first, 3);
  assert_int_equal(record->reports[1].first, 8);
  assert_int_equal(record->reports[1].count, 1); /* the host was killed before they were counted up */
  free(record);
  (void)state;
}

/* Wherever a host is killed, what is whole is read, and nothing else. */
static void takes_what_is_whole(void **state) {
  const char whole[] = BEGIN RACE MESSAGE("7");
  const size_t end_of_error = strlen(BEGIN RACE);
  for (size_t length = 0; length < sizeof whole; length++) {
    char *part = strndup(whole, length);
    struct lab_record *record = read_document(part, LAB_ENGINE_HELGRIND, 1);
    assert_int_equal(record->n_reports, length >= end_of_error);
    free(record);
    free(part);
  }
  (void)state;
}

static void garbage_is_nothing(void **state) {
  struct lab_record *record = read_document("<valgrindoutput></error></pair>\x01 no XML", LAB_ENGINE_DRD, 1);
  assert_int_equal(record->n_reports, 0);
  free(record);
  (void)state;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_both_accesses),      cmocka_unit_test(drd_has_one_access),
      cmocka_unit_test(messages_tell_iterations), cmocka_unit_test(takes_what_is_whole),
      cmocka_unit_test(garbage_is_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
