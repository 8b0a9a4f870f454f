/* SPDX-License-Identifier: MIT */
/*
 * Reports by address -> findings by line.  The addresses are those of this program's own code.
 */
#include "engines/tsan/frontend_lookup.h"
#include "supervise/supervise.h"
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
static volatile long cell;

enum { LINE_OF_FIRST = __LINE__ + 1 };
__attribute__((noinline)) static void first_racer(void) { cell = cell + 1; }
enum { LINE_OF_SECOND = __LINE__ + 1 };
__attribute__((noinline)) static void second_racer(void) { cell = cell + 2; }

static uint64_t offset_of(void (*function)(void)) { return (uint64_t)((uintptr_t)function - (uintptr_t)__ehdr_start); }

static const char *own_executable(void) {
  static char path[PATH_MAX];
  const ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
  path[n > 0 ? n : 0] = '\0';
  return path;
}

static struct lab_report report_of(uint64_t a, bool a_writes, uint64_t b, bool b_writes, uint64_t iterations) {
  struct lab_report report = {.kind = "data-race",
                              .n_accesses = 2,
                              .count = iterations + 1,
                              .iterations = iterations,
                              .first = 1000 - iterations};
  report.accesses[0] = (struct lab_access){.actor = 0, .size = 8, .write = a_writes, .n_frames = 1, .frames = {a}};
  report.accesses[1] = (struct lab_access){.actor = 1, .size = 8, .write = b_writes, .n_frames = 1, .frames = {b}};
  return report;
}

static struct lab_record *record_of(void) {
  static struct lab_info info = {
      .lab = (char *)"some", .variant = (char *)"variant", .hosts = (char *)"/nowhere", .source = NULL};
  struct lab_record *record = calloc(1, sizeof *record);
  record->info = &info;
  record->counts.iterations = record->counts.reported = 1000;
  return record;
}

static void test_pairs_of_the_same_lines_are_one(void **state) {
  (void)state;
  struct lab_record *record = record_of();
  const uint64_t a = offset_of(first_racer), b = offset_of(second_racer);
  record->reports[0] = report_of(a, true, a, true, 10);
  record->reports[1] = report_of(a, false, b, true, 600);
  record->reports[2] = report_of(b, true, a, false, 700); /* the same pair, the other way round */
  record->reports[3] = report_of(a, true, b, false, 5);   /* another one: the other line writes */
  record->n_reports = 4;
  lab_symbolize(record, own_executable());
  if (lab_lookup_note()) {
    print_message("%s\n", lab_lookup_note());
    exit(77);
  }
  assert_null(record->symbolizer_note);
  assert_int_equal(record->n_findings, 3);
  const struct lab_finding *most = &record->findings[0];
  assert_int_equal(most->iterations, 1000); /* no more than reported at all */
  assert_int_equal(most->count, 1302);
  assert_int_equal(most->first, 300);
  assert_true(most->accesses[0].write && !most->accesses[1].write);
  assert_int_equal(most->accesses[0].actor, 1);
  assert_string_equal(most->accesses[0].place.function, "second_racer");
  assert_int_equal(most->accesses[0].place.line, LINE_OF_SECOND);
  assert_string_equal(most->accesses[1].place.function, "first_racer");
  assert_int_equal(most->accesses[1].place.line, LINE_OF_FIRST);
  assert_non_null(strstr(most->accesses[0].place.file, "test_supervise_symbolize.c"));
  assert_int_equal(record->findings[1].iterations, 10);
  assert_int_equal(record->findings[2].iterations, 5);
  lab_record_clear(record);
  free(record);
}

static void test_what_cannot_be_named_stays_apart(void **state) {
  (void)state;
  struct lab_record *record = record_of();
  record->reports[0] = report_of(1, true, 2, true, 10);
  record->reports[1] = report_of(1, true, 3, true, 20);
  record->n_reports = 2;
  lab_symbolize(record, "/no/such/host");
  assert_int_equal(record->n_findings, 2);
  assert_int_equal(record->findings[0].iterations, 20);
  assert_null(record->findings[0].accesses[0].place.file);
  assert_null(record->findings[0].accesses[0].place.function);
  lab_record_clear(record);
  free(record);
}

static void test_nothing_reported(void **state) {
  (void)state;
  struct lab_record *record = record_of();
  lab_symbolize(record, own_executable());
  assert_null(record->findings);
  assert_int_equal(record->n_findings, 0);
  free(record);
}

/* Where llvm-symbolizer is not on the PATH, addr2line does; where nothing is, the package is named. */
static void test_without_symbolizer(void **state) {
  (void)state;
  char *path = strdup(getenv("PATH"));
  setenv("PATH", "/no/such/directory", 1);
  const struct lab_location *location = lab_lookup(own_executable(), offset_of(first_racer) + 1);
  setenv("PATH", path, 1);
  free(path);
  assert_null(location);
  assert_non_null(strstr(lab_lookup_note(), "llvm-19"));
}

int main(void) {
  first_racer();
  second_racer();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pairs_of_the_same_lines_are_one),
      cmocka_unit_test(test_what_cannot_be_named_stays_apart),
      cmocka_unit_test(test_nothing_reported),
      cmocka_unit_test(test_without_symbolizer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
