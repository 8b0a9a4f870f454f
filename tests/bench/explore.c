/* SPDX-License-Identifier: MIT */
/*
 * The explorer's speed, beside the simplest search that does the same: two fibers switched by hand, every interleaving
 * of their loads and stores run from the start, nothing recorded.  What is compared is measured in turns within this
 * run, in CPU seconds, and medians of ROUNDS are printed.
 *
 *   build/default/tests/bench/explore build/default/tests/explore/libexec/lab/lab-explore
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { ROUNDS = 5, OPS = 5, STEPS = 2 * 2 * OPS, STACK = 64 * 1024 };

/* -- The naive search. -- */

void bench_switch(void **save, void *to);
__asm__(".text\nbench_switch:\n"
        "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
        "  movq %rsp, (%rdi)\n  movq %rsi, %rsp\n"
        "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n  ret\n");

static _Alignas(16) char stacks[2][STACK];
static void *saved[2], *base;
static int running;
static volatile long x;

static void yield_to_base(void) { bench_switch(&saved[running], base); }

/* Stops before every access. */
static void act(void) {
  for (int op = 0; op < OPS; op++) {
    yield_to_base();
    long seen = x;
    yield_to_base();
    x = seen + 1;
  }
  for (;;)
    yield_to_base();
}

static void start(int actor) {
  uintptr_t *sp = (uintptr_t *)(void *)(stacks[actor] + STACK);
  *--sp = 0;
  *--sp = (uintptr_t)act;
  memset(sp -= 6, 0, 6 * sizeof *sp);
  saved[actor] = sp;
}

static void resume(int actor) {
  running = actor;
  bench_switch(&base, saved[actor]);
}

/* Runs the interleaving that path describes. */
static void run_path(const bool *path) {
  x = 0;
  for (int actor = 0; actor < 2; actor++) {
    start(actor);
    resume(actor);
  }
  for (int step = 0; step < STEPS; step++)
    resume(path[step]);
}

/* The next path with as many steps of each: the next permutation. */
static bool next_path(bool *path) {
  int i = STEPS - 2, ones = 0;
  while (i >= 0 && !(!path[i] && path[i + 1]))
    i--;
  if (i < 0)
    return false;
  path[i] = true;
  for (int j = i + 1; j < STEPS; j++)
    ones += path[j];
  for (int j = i + 1; j < STEPS; j++)
    path[j] = j >= STEPS - (ones - 1);
  return true;
}

static double cpu_seconds(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
}

static double naive_rate(void) {
  bool path[STEPS];
  long executions = 0, most_lost = 0;
  for (int i = 0; i < STEPS; i++)
    path[i] = i >= STEPS / 2;
  double since = cpu_seconds(RUSAGE_SELF);
  do {
    run_path(path);
    executions++;
    most_lost += x == 2;
  } while (next_path(path));
  double seconds = cpu_seconds(RUSAGE_SELF) - since;
  if (executions != 184756 || most_lost != 8)
    printf("the naive search is wrong: %ld interleavings, %ld end at 2\n", executions, most_lost);
  return (double)executions / seconds;
}

/* -- The explorer. -- */

static double explorer_rate(const char *host, const char *strategy, int ops, double executions) {
  char command[1024];
  snprintf(command, sizeof command, "'%s' --strategy %s --threads 2 --ops %d golden/increment >/dev/null", host,
           strategy, ops);
  double since = cpu_seconds(RUSAGE_CHILDREN);
  if (system(command) != 0) {
    fprintf(stderr, "%s: failed\n", command);
    exit(3);
  }
  return executions / (cpu_seconds(RUSAGE_CHILDREN) - since);
}

static int compare(const void *a, const void *b) {
  double d = *(const double *)a - *(const double *)b;
  return (d > 0) - (d < 0);
}

static double median(double *all) {
  qsort(all, ROUNDS, sizeof *all, compare);
  return all[ROUNDS / 2];
}

int main(int argc, char **argv) {
  double naive[ROUNDS], dfs[ROUNDS], dpor[ROUNDS];
  if (argc != 2) {
    fprintf(stderr, "usage: explore <lab-explore of the tests>\n");
    return 2;
  }
  for (int round = 0; round < ROUNDS; round++) {
    naive[round] = naive_rate();
    dfs[round] = explorer_rate(argv[1], "dfs", 5, 184756);
    dpor[round] = explorer_rate(argv[1], "dpor", 6, 372436);
  }
  double n = median(naive), f = median(dfs), p = median(dpor);
  printf("executions per CPU second, the process's start included\n");
  printf("naive, 2 x 5 increments  %10.0f\n", n);
  printf("dfs,   2 x 5 increments  %10.0f  %.2f of the naive search\n", f, f / n);
  printf("dpor,  2 x 6 increments  %10.0f  %.2f of dfs; each stands for %.1f interleavings\n", p, p / f,
         2704156.0 / 372436.0);
  return 0;
}
