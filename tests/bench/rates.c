/* SPDX-License-Identifier: MIT */
/*
 * The benchmark: rates and exposure of `lab` beside a loop written by hand, detection rates under ThreadSanitizer,
 * the time of the plain commands, and memory.  Everything that is compared is measured in turns within this one run,
 * since the machine changes under it; medians of ROUNDS.  Two usable CPUs are needed for the first two parts.
 *
 *   build/default/tests/bench/rates build/default/bin/lab
 */
#define _GNU_SOURCE
#include "hand_loop.h"
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 5
static const char *lab_path;

struct outcome {
  double seconds; /* from start to end, as a person waits */
  long kib;       /* largest of its processes */
  json_t *json;
};

static double number(const json_t *object, const char *a, const char *b, const char *c) {
  const json_t *value = json_object_get(object, a);
  value = b ? json_object_get(value, b) : value;
  value = c ? json_object_get(value, c) : value;
  return json_number_value(value);
}

/* Runs `lab ARGUMENTS --format json`, on one CPU if asked. */
static struct outcome run_lab(const char *arguments, bool one_cpu) {
  char command[1024], path[] = "/tmp/lab-bench-XXXXXX";
  const int fd = mkstemp(path);
  close(fd);
  snprintf(command, sizeof command, "exec '%s' %s --format json >%s 2>/dev/null", lab_path, arguments, path);
  const uint64_t start = lab_now_ns();
  const pid_t child = fork();
  if (child == 0) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    if (one_cpu)
      sched_setaffinity(0, sizeof one, &one);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
  }
  int status;
  struct rusage usage;
  wait4(child, &status, 0, &usage);
  json_error_t error;
  struct outcome outcome = {(double)(lab_now_ns() - start) / 1e9, usage.ru_maxrss, json_load_file(path, 0, &error)};
  unlink(path);
  if (!outcome.json) {
    fprintf(stderr, "bench: no result from: %s\n", command);
    exit(1);
  }
  return outcome;
}

static const json_t *job(const struct outcome *outcome, size_t index) {
  return json_array_get(json_object_get(outcome->json, "jobs"), index);
}

static double rate_of(const json_t *job) {
  return number(job, "audited", NULL, NULL) / number(job, "time", "wall_ns", NULL) * 1e9;
}

static double exposure_of(const json_t *job) {
  return number(job, "bad", "iterations", NULL) / number(job, "time", "wall_ns", NULL) * 1e9;
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values) {
  qsort(values, ROUNDS, sizeof *values, by_value);
  return values[ROUNDS / 2];
}

static void against_hand_loop(const char *title, unsigned long ops, uint64_t iterations) {
  double ours[ROUNDS], hand[ROUNDS], ratio[ROUNDS], exposed[ROUNDS], hand_exposed[ROUNDS], untuned[ROUNDS],
      untuned_exposed[ROUNDS], losing[ROUNDS];
  for (int r = 0; r < ROUNDS; r++) {
    char arguments[256];
    const int length = snprintf(arguments, sizeof arguments,
                                "run counter-race/broken --engine native --ops %lu --iterations %lu", ops, iterations);
    struct outcome tuned = run_lab(arguments, false);
    const json_t *parameters = json_object_get(job(&tuned, 0), "parameters");
    const struct hand_result by_hand = hand_loop_run(
        (size_t)number(parameters, "layout", "batch", NULL), (size_t)number(parameters, "layout", "stride", NULL),
        json_is_true(json_object_get(json_object_get(parameters, "layout"), "shuffle")), ops, 0.3);
    strcpy(arguments + length, " --no-tune");
    struct outcome plain = run_lab(arguments, false);
    ours[r] = rate_of(job(&tuned, 0));
    exposed[r] = exposure_of(job(&tuned, 0));
    losing[r] = number(job(&tuned, 0), "bad", "rate", NULL);
    hand[r] = by_hand.rate;
    hand_exposed[r] = by_hand.exposure;
    ratio[r] = ours[r] / hand[r];
    untuned[r] = rate_of(job(&plain, 0));
    untuned_exposed[r] = exposure_of(job(&plain, 0));
    json_decref(tuned.json);
    json_decref(plain.json);
  }
  printf("%s\n", title);
  printf("  lab, tuned     %9.3f M iterations/s   %8.3f M that lost/s   %6.2f %% of them lost\n", median(ours) / 1e6,
         median(exposed) / 1e6, 100 * median(losing));
  printf("  lab, untuned   %9.3f M iterations/s   %8.3f M that lost/s\n", median(untuned) / 1e6,
         median(untuned_exposed) / 1e6);
  printf("  by hand        %9.3f M iterations/s   %8.3f M that lost/s   (same layout)\n", median(hand) / 1e6,
         median(hand_exposed) / 1e6);
  printf("  lab / by hand  %9.2f\n", median(ratio));
}

static void one_job(const char *title, const char *arguments, bool one_cpu) {
  struct outcome outcome = run_lab(arguments, one_cpu);
  const json_t *only = job(&outcome, 0);
  printf("  %-46s %10.0f iterations/s   %6.2f %% lost   %6.2f %% reported   %.2f s\n", title, rate_of(only),
         100 * number(only, "bad", "rate", NULL), 100 * number(only, "sanitizer", "rate", NULL), outcome.seconds);
  json_decref(outcome.json);
}

static void whole_command(const char *arguments) {
  double seconds[ROUNDS];
  for (int r = 0; r < ROUNDS; r++) {
    struct outcome outcome = run_lab(arguments, false);
    seconds[r] = outcome.seconds;
    json_decref(outcome.json);
  }
  printf("  %-70s %8.3f s\n", arguments, median(seconds));
}

/* What people do without a runner: a program of its own, built with -fsanitize=thread, started once per iteration. */
static void shell_loop(void) {
  static const char source[] = "#include <pthread.h>\nlong x;\nstatic void *work(void *a) { for (int i = 0; i < 1000; "
                               "i++) x = x + 1; return a; }\nint main(void) { pthread_t t[2]; for (int i = 0; i < 2; "
                               "i++) pthread_create(&t[i], 0, work, 0); for (int i = 0; i < 2; i++) "
                               "pthread_join(t[i], 0); return x != 2000; }\n";
  char folder[] = "/tmp/lab-bench-XXXXXX", command[512];
  if (!mkdtemp(folder))
    return;
  snprintf(command, sizeof command, "%s/race.c", folder);
  FILE *file = fopen(command, "w");
  fputs(source, file);
  fclose(file);
  snprintf(command, sizeof command, "clang-19 -O0 -g -fsanitize=thread %s/race.c -o %s/race 2>/dev/null", folder,
           folder);
  if (system(command) == 0) {
    snprintf(command, sizeof command, "for i in 1 2 3 4 5 6 7 8 9 10; do %s/race 2>/dev/null; done", folder);
    const uint64_t start = lab_now_ns();
    if (system(command) < 0)
      perror("bench");
    printf("  %-70s %8.1f s\n", "a shell loop, one ThreadSanitizer process each, 1000 times (from 10)",
           (double)(lab_now_ns() - start) / 1e9 * 100);
  }
  snprintf(command, sizeof command, "rm -r %s", folder);
  if (system(command) != 0)
    perror("bench");
}

static void beside_load(void) {
  pid_t busy[4];
  for (int i = 0; i < 4; i++) {
    busy[i] = fork();
    if (busy[i] == 0)
      for (;;)
        ;
  }
  one_job("native 2 x 1000 beside 4 busy loops", "run counter-race/broken --engine native --iterations 1000", false);
  for (int i = 0; i < 4; i++) {
    kill(busy[i], SIGKILL);
    waitpid(busy[i], NULL, 0);
  }
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s PATH-OF-LAB\n", argv[0]);
    return 2;
  }
  lab_path = argv[1];
  setvbuf(stdout, NULL, _IOLBF, 0);
  struct outcome first = run_lab("run counter-race/broken --engine native --iterations 1000", false);
  const json_t *machine = json_object_get(first.json, "machine");
  printf("%s, %g CPUs, round trip of a cache line %.0f ns\n\n", json_string_value(json_object_get(machine, "cpu")),
         number(machine, "cpus_usable", NULL, NULL), number(machine, "round_trip_before_ns", NULL, NULL));
  if (number(machine, "cpus_usable", NULL, NULL) > 1) {
    against_hand_loop("broken, native, 2 actors x 1 operation", 1, 50000000);
    against_hand_loop("broken, native, 2 actors x 1000 operations", 1000, 50000);
  }
  printf("ThreadSanitizer, load, one CPU\n");
  one_job("tsan 2 x 1, reporting", "run counter-race/broken --engine tsan --ops 1 --iterations 20000", false);
  one_job("tsan 2 x 1, silent", "run counter-race/fixed-mutex --engine tsan --ops 1 --iterations 20000", false);
  one_job("tsan 2 x 1000, reporting", "run counter-race/broken --engine tsan --iterations 5000", false);
  one_job("tsan 2 x 1000, reporting, one CPU", "run counter-race/broken --engine tsan --iterations 5000", true);
  one_job("native 2 x 1000, one CPU", "run counter-race/broken --engine native --iterations 1000", true);
  beside_load();
  printf("Whole commands\n");
  whole_command("run counter-race --iterations 1000");
  whole_command("run counter-race/broken --engine native --iterations 1000");
  shell_loop();
  struct outcome long_run = run_lab("run counter-race/broken --engine native --ops 1 --iterations 100000000", false);
  printf("Memory at 100 million iterations: the largest process had %.1f MiB\n", (double)long_run.kib / 1024);
  json_decref(long_run.json);
  json_decref(first.json);
  return 0;
}
