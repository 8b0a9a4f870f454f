/* SPDX-License-Identifier: MIT */
/*
 * Plans from beginning to end, against the labs for tests in LAB_HOSTS.
 */
#include "supervise/process.h"
#include "supervise/supervise.h"
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct lab_catalog catalog;

static int load(void **state) {
  (void)state;
  struct lab_error error = {0};
  if (!getenv("LAB_HOSTS") || !lab_catalog_load(&catalog, &error)) {
    print_message("no host executables of the test labs: %s\n", error.text);
    exit(77);
  }
  return 0;
}

static int unload(void **state) {
  (void)state;
  lab_catalog_free(&catalog);
  return 0;
}

static struct lab_request request_of(char **pattern, bool tsan) {
  return (struct lab_request){.patterns = pattern,
                              .n_patterns = 1,
                              .engines = {true, tsan},
                              .iterations = 100,
                              .seed = 1,
                              .timeout = 20,
                              .pin = true,
                              .tune = true};
}

static void run_request(const struct lab_request *request, const struct lab_progress *progress, struct lab_run *run) {
  struct lab_error error = {0};
  struct lab_plan plan;
  memset(run, 0, sizeof *run);
  if (!lab_plan_make(&plan, &catalog, request, &error) || !lab_execute(&plan, &catalog, progress, run, &error))
    fail_msg("%s", error.text);
  assert_int_equal(run->n_jobs, plan.n_jobs);
  lab_plan_clear(&plan);
}

static struct lab_info *find(const char *name) {
  for (size_t v = 0; v < catalog.count; v++) {
    if (strcmp(catalog.variants[v].name, name) == 0)
      return &catalog.variants[v];
  }
  fail_msg("there is no %s", name);
  return NULL;
}

/* -- Without incidents. -- */
struct seen {
  double last;
  unsigned calls;
  bool bad;
};

static void see(void *context, double done, const char *text) {
  struct seen *seen = context;
  seen->calls++;
  seen->bad |= done < seen->last || done > 1 || !text || strncmp(text, "isolation/", 10) != 0;
  seen->last = done;
}

static void test_all_is_counted(void **state) {
  (void)state;
  char *pattern = (char *)"isolation/fixed-fine";
  const struct lab_request request = request_of(&pattern, true);
  struct seen seen = {.last = 0};
  const struct lab_progress progress = {.update = see, .context = &seen};
  struct lab_run run;
  run_request(&request, &progress, &run);
  assert_int_equal(run.n_jobs, 2);
  for (size_t j = 0; j < run.n_jobs; j++) {
    const struct lab_record *record = &run.jobs[j].record;
    assert_true(record->ran && !record->partial && !record->gave_up);
    assert_int_equal(record->counts.iterations, 100);
    assert_int_equal(lab_record_iterations(record), 100);
    assert_int_equal(run.jobs[j].summary.verdict, LAB_AS_DECLARED);
    assert_true(record->wall_ns > 0);
  }
  assert_false(run.partial);
  assert_null(run.interruption);
  assert_true(run.elapsed > 0);
  assert_true(run.machine.cpus_usable >= 1 && run.machine.cpu[0] != '\0' && run.machine.kernel[0] != '\0');
  assert_false(seen.bad);
  assert_true(seen.calls >= 20);
  assert_true(seen.last > 0.999);
  lab_run_clear(&run);
}

static void test_by_time(void **state) {
  (void)state;
  char *pattern = (char *)"isolation/fixed-fine";
  struct lab_request request = request_of(&pattern, false);
  request.iterations = 0;
  request.seconds = 0.3;
  struct lab_run run;
  run_request(&request, NULL, &run);
  const struct lab_record *record = &run.jobs[0].record;
  assert_true(record->counts.iterations > 0); /* how many is the machine's affair */
  assert_true(!record->partial && run.elapsed >= 0.25);
  assert_int_equal(record->wanted, 0);
  lab_run_clear(&run);
}

static void test_on_one_cpu(void **state) {
  (void)state;
  cpu_set_t usable, one;
  assert_int_equal(sched_getaffinity(0, sizeof usable, &usable), 0);
  CPU_ZERO(&one);
  for (int cpu = 0; CPU_COUNT(&one) == 0; cpu++) {
    if (CPU_ISSET(cpu, &usable))
      CPU_SET(cpu, &one);
  }
  assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
  char *pattern = (char *)"isolation/fixed-fine";
  const struct lab_request request = request_of(&pattern, false);
  struct lab_run run;
  run_request(&request, NULL, &run);
  sched_setaffinity(0, sizeof usable, &usable);
  const struct lab_record *record = &run.jobs[0].record;
  assert_int_equal(run.machine.cpus_usable, 1);
  assert_true(run.machine.round_trip_before_ns <= 0);
  assert_true(record->yielding);
  assert_int_equal(record->counts.iterations, 100);
  assert_true(record->sweep_ns <= 0);
  lab_run_clear(&run);
}

/* -- With incidents. -- */
static void test_what_was_counted_stays(void **state) {
  (void)state;
  char *pattern = (char *)"isolation/broken-crash";
  const struct lab_request request = request_of(&pattern, false);
  struct lab_run run;
  run_request(&request, NULL, &run);
  const struct lab_record *record = &run.jobs[0].record;
  assert_true(record->gave_up);
  assert_int_equal(record->restarts, LAB_RESTARTS_MAX);
  assert_int_equal(record->incidents[LAB_INCIDENT_CRASH], LAB_RESTARTS_MAX + 1);
  assert_int_equal(record->counts.iterations, 4 * (LAB_RESTARTS_MAX + 1));
  assert_int_equal(record->n_notes, LAB_INCIDENT_NOTES);
  for (unsigned n = 0; n < record->n_notes; n++) {
    assert_int_equal(record->notes[n].iteration, 4 + 5 * n);
    assert_true(strncmp(record->notes[n].text, "SIGSEGV", 7) == 0);
  }
  lab_run_clear(&run);
}

/* Others are not harmed by a neighbour that fails. */
static void test_neighbours(void **state) {
  (void)state;
  char *patterns[] = {(char *)"isolation/fixed-fine", (char *)"isolation/broken-always",
                      (char *)"isolation/broken-exit"};
  struct lab_request request = request_of(patterns, false);
  request.n_patterns = 3;
  struct lab_run run;
  run_request(&request, NULL, &run);
  for (size_t j = 0; j < run.n_jobs; j++) {
    const struct lab_record *record = &run.jobs[j].record;
    if (strcmp(record->info->variant, "fixed-fine") == 0)
      assert_int_equal(record->counts.iterations, 100);
    else if (strcmp(record->info->variant, "broken-always") == 0)
      assert_int_equal(record->incidents[LAB_INCIDENT_CRASH], LAB_RESTARTS_MAX + 1);
    else
      assert_int_equal(record->incidents[LAB_INCIDENT_EXIT], LAB_RESTARTS_MAX + 1);
  }
  lab_run_clear(&run);
}

/* -- Hosts that are none. -- */
static char directory[] = "/tmp/lab-execute-XXXXXX";

static void put_host(const char *name, const char *script) {
  char path[200];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  unlink(path);
  if (!script)
    return;
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(script, file);
  fclose(file);
  assert_int_equal(chmod(path, 0755), 0);
}

static void check_refused(const char *script, const char *reason) {
  char *pattern = (char *)"isolation/fixed-fine";
  const struct lab_request request = request_of(&pattern, false);
  struct lab_info *info = find(pattern);
  char *const hosts = info->hosts;
  put_host("lab-native", script);
  info->hosts = directory;
  struct lab_run run;
  run_request(&request, NULL, &run);
  info->hosts = hosts;
  const struct lab_record *record = &run.jobs[0].record;
  assert_false(record->ran);
  assert_int_equal(lab_record_iterations(record), 0);
  if (!strstr(record->refused, reason))
    fail_msg("\"%s\" does not say: %s", record->refused, reason);
  assert_int_equal(run.jobs[0].summary.verdict, LAB_COULD_NOT_RUN);
  lab_run_clear(&run);
  put_host("lab-native", NULL);
}

static void test_hosts_that_do_not_start(void **state) {
  (void)state;
  assert_non_null(mkdtemp(directory));
  check_refused(NULL, "No such file");
  check_refused("#!/no/such/interpreter\n", "No such file");
  check_refused("#!/bin/sh\necho something is wrong\nexit 3\n", "status 3 before it was ready: something is wrong");
  check_refused("#!/bin/sh\nkill -9 $$\n", "signal 9");
  check_refused("#!/bin/sh\nprintf nonsense >&3\nsleep 100\n", "nonsense");
  rmdir(directory);
}

/* -- Interrupted; in a process of its own, since the signals stay blocked then. -- */
static void interrupt(void *context, double done, const char *text) {
  (void)context, (void)text;
  if (done > 0.3)
    raise(SIGINT);
}

static int run_interrupted(void) {
  char *pattern = (char *)"isolation/fixed-fine";
  struct lab_request request = request_of(&pattern, true);
  request.iterations = 10000;
  const struct lab_progress progress = {.update = interrupt};
  struct lab_run run;
  run_request(&request, &progress, &run);
  uint64_t counted = 0;
  bool partial = run.partial && run.interruption && strcmp(run.interruption, "SIGINT") == 0;
  for (size_t j = 0; j < run.n_jobs; j++) {
    const struct lab_record *record = &run.jobs[j].record;
    counted += record->counts.iterations;
    partial &= record->partial == (record->counts.iterations < 10000);
  }
  lab_run_clear(&run);
  raise(SIGINT); /* another one changes nothing */
  return partial && counted > 6000 && counted < 20000 ? 0 : 1;
}

static void test_interrupted(void **state) {
  (void)state;
  fflush(NULL);
  const pid_t pid = fork();
  if (pid == 0)
    _exit(run_interrupted());
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_all_is_counted), cmocka_unit_test(test_by_time),
      cmocka_unit_test(test_on_one_cpu),     cmocka_unit_test(test_what_was_counted_stays),
      cmocka_unit_test(test_neighbours),     cmocka_unit_test(test_hosts_that_do_not_start),
      cmocka_unit_test(test_interrupted),
  };
  return cmocka_run_group_tests(tests, load, unload);
}
