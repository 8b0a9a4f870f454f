/* SPDX-License-Identifier: MIT */
/*
 * Tasks: turns, timers, awaiting, gathering, the lock, and the coroutines beneath.  The order of everything here is
 * promised by lab/task.h, so it is compared letter by letter.
 */
#include "host/coroutine.h"
#include "host/task.h"
#include <lab/lab.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* -- Coroutines. -- */
static struct lab_coroutine home, away;

static void stay(void) {}
static void leave_home(void) { lab_coroutine_switch(&home, &away); }
static void go_home(void) { lab_coroutine_switch(&away, &home); }

/* Keeps more values in registers than there are that a called function must keep; all go into the result. */
static double wander(unsigned long seed, void (*pause)(void)) {
  unsigned long a = seed, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7;
  double x = 0.5, y = 0.25;
  for (int i = 0; i < 1000; i++) {
    a += b, b ^= c, c += d, d ^= e, e += f, f ^= g, g += a;
    x += (double)(a % 8), y += x;
    pause();
  }
  return x + y + (double)((a ^ b ^ c ^ d ^ e ^ f ^ g) % 1024);
}

static void walk(void *result) {
  *(double *)result = wander(1, go_home);
  go_home();
}

static void coroutines_keep_their_place(void **state) {
  (void)state;
  double there = 0;
  lab_coroutine_adopt(&home);
  assert_true(lab_coroutine_make(&away, walk, &there));
  const double here = wander(2, leave_home);
  assert_true(there == 0);
  leave_home();
  assert_true(there == wander(1, stay));
  assert_true(here == wander(2, stay));
}

static void overflow(void *argument) {
  volatile char room[4096];
  room[0] = 1;
  if (room[0])
    overflow(argument);
  room[0] = 0; /* something is left to do: no jump will do for the call */
}

/* In a child: it must die of it, and not write below its stack. */
static void a_full_stack_faults(void **state) {
  (void)state;
  const pid_t pid = fork();
  if (pid == 0) {
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGSEGV, SIG_DFL);
    const stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536};
    sigaltstack(&stack, NULL);
    lab_coroutine_adopt(&home);
    if (lab_coroutine_make(&away, overflow, NULL))
      lab_coroutine_switch(&home, &away);
    _exit(0);
  }
  int status = 0;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0); /* a sanitizer says so, and exits */
}

/* -- Tasks: what happened, as text. -- */
static char story[256];

static void tell(const char *what) { strncat(story, what, sizeof story - strlen(story) - 1); }

static void tell_self(char what) { tell((const char[]){what, (char)('0' + lab_self()), ' ', '\0'}); }

static void run_actors(unsigned n, long (*run)(void *), void *argument) {
  story[0] = '\0';
  for (unsigned a = 0; a < n; a++)
    lab_tasks_start(a, run, argument);
  assert_true(lab_tasks_run());
}

static long take_three_turns(void *unused) {
  for (int i = 0; i < 3; i++) {
    tell_self((char)('a' + i));
    lab_await_turn();
  }
  return (void)unused, 0;
}

static void turns_go_round(void **state) {
  (void)state;
  run_actors(3, take_three_turns, NULL);
  assert_string_equal(story, "a0 a1 a2 b0 b1 b2 c0 c1 c2 ");
}

static long sleep_by_number(void *unused) {
  lab_await_ms(20 * (3 - lab_self()));
  tell_self('w');
  return (void)unused, 0;
}

static void who_sleeps_less_wakes_first(void **state) {
  (void)state;
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  run_actors(3, sleep_by_number, NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  assert_string_equal(story, "w2 w1 w0 ");
  const double ms = (double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
  assert_true(ms > 58); /* libuv counts whole milliseconds; how much longer it takes is the machine's affair */
}

/* -- Children: number n takes so many turns and returns its number, or the error that it is told to. -- */
static long child(void *argument) {
  const long *how = argument;
  for (long turn = 0; turn < how[0]; turn++)
    lab_await_turn();
  tell((const char[]){'e', (char)('0' + how[0]), ' ', '\0'});
  return how[1];
}

static long gather_four(void *argument) {
  long(*how)[2] = argument;
  struct lab_task *task[4];
  long result[4] = {-7, -7, -7, -7};
  for (int i = 0; i < 4; i++)
    task[i] = lab_task_spawn(child, how[i]);
  tell("spawned ");
  const long error = lab_gather(task, 4, result);
  char text[64];
  snprintf(text, sizeof text, "gathered %ld: %ld %ld %ld %ld ", error, result[0], result[1], result[2], result[3]);
  tell(text);
  for (int i = 0; i < 4; i++)
    assert_int_equal(lab_await_task(task[i]), how[i][1]);
  tell(lab_gather(task, 4, result) == error ? "again" : "differently");
  return 0;
}

static void results_are_in_the_order_of_the_inputs(void **state) {
  (void)state;
  long how[4][2] = {{4, 10}, {3, 11}, {0, 12}, {1, 13}};
  run_actors(1, gather_four, how);
  assert_string_equal(story, "spawned e0 e1 e3 e4 gathered 0: 10 11 12 13 again");
}

static void the_first_error_ends_a_gathering_and_nothing_else(void **state) {
  (void)state;
  long how[4][2] = {{4, 10}, {3, -5}, {1, -5}, {0, 13}};
  run_actors(1, gather_four, how);
  assert_string_equal(story, "spawned e0 e1 gathered -5: -7 -7 -7 -7 e3 e4 again");
}

static struct lab_task *shared;

static long await_shared(void *how) {
  if (lab_self() == 0)
    shared = lab_task_spawn(child, how);
  assert_int_equal(lab_await_task(shared), 42);
  tell_self('g');
  return 0;
}

static void many_can_await_one(void **state) {
  (void)state;
  long how[2] = {2, 42};
  run_actors(3, await_shared, how);
  assert_int_equal(strlen(story), strlen("e2 g0 g1 g2 "));
  assert_non_null(strstr(story, "g0"));
  assert_non_null(strstr(story, "g1"));
  assert_non_null(strstr(story, "g2"));
}

static long leave(void *how) {
  lab_task_spawn(child, how);
  tell("left ");
  return 0;
}

static void a_run_is_over_when_all_tasks_are(void **state) {
  (void)state;
  long how[2] = {5, 0};
  run_actors(1, leave, how);
  assert_string_equal(story, "left e5 ");
}

static long spawn_many(void *how) {
  long sum = 0;
  struct lab_task *task[1000];
  static long results[1000];
  for (int i = 0; i < 1000; i++)
    task[i] = lab_task_spawn(child, how);
  assert_int_equal(lab_gather(task, 1000, results), 0);
  for (int i = 0; i < 1000; i++)
    sum += results[i];
  assert_int_equal(sum, 1000);
  return 0;
}

/* Again and again: stacks and records are used again. */
static void tasks_can_be_many(void **state) {
  (void)state;
  long how[2] = {1, 1};
  for (int i = 0; i < 20; i++)
    run_actors(2, spawn_many, how);
}

/* -- The lock. -- */
static long lock_twice(void *argument) {
  struct lab_task_lock *lock = argument;
  for (int i = 0; i < 2; i++) {
    lab_task_lock_acquire(lock);
    tell_self('<');
    lab_await_turn();
    lab_await_turn();
    tell_self('>');
    lab_task_lock_release(lock);
  }
  return 0;
}

static void the_lock_excludes_and_is_first_come_first_served(void **state) {
  (void)state;
  struct lab_task_lock lock = {0};
  run_actors(3, lock_twice, &lock);
  assert_string_equal(story, "<0 >0 <1 >1 <2 >2 <0 >0 <1 >1 <2 >2 ");
  assert_null(lock.holder);
}

/* -- What ends the process, in children of their own. -- */
static long take_for_good(void *lock) { return lab_task_lock_acquire(lock), 0; }

static long take_twice(void *lock) {
  lab_task_lock_acquire(lock);
  lab_task_lock_acquire(lock);
  return 0;
}

static long await_self(void *unused) {
  lab_await_turn(); /* until shared is known */
  return (void)unused, lab_await_task(shared);
}

static long await_each_other(void *unused) {
  shared = lab_task_spawn(await_self, NULL);
  return (void)unused, lab_await_task(shared);
}

static long release_what_is_not_held(void *lock) { return lab_task_lock_release(lock), 0; }

#define DEADLOCKED 10
static void outside(void) { lab_await_turn(); }

static int outcome(unsigned n, long (*run)(void *)) {
  const pid_t pid = fork();
  if (pid == 0) {
    static struct lab_task_lock lock;
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGABRT, SIG_DFL);
    if (!freopen("/dev/null", "w", stderr))
      _exit(1);
    if (!run)
      outside();
    for (unsigned a = 0; a < n; a++)
      lab_tasks_start(a, run, &lock);
    _exit(lab_tasks_run() ? 0 : DEADLOCKED);
  }
  int status = 0;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void a_deadlock_is_noticed(void **state) {
  (void)state;
  assert_int_equal(outcome(1, take_for_good), 0);
  assert_int_equal(outcome(2, take_for_good), DEADLOCKED);
  assert_int_equal(outcome(1, take_twice), DEADLOCKED);
  assert_int_equal(outcome(1, await_each_other), DEADLOCKED);
}

static void misuse_ends_the_process(void **state) {
  (void)state;
  assert_int_equal(outcome(1, release_what_is_not_held), -SIGABRT);
  assert_int_equal(outcome(0, NULL), -SIGABRT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(coroutines_keep_their_place),
      cmocka_unit_test(a_full_stack_faults),
      cmocka_unit_test(turns_go_round),
      cmocka_unit_test(who_sleeps_less_wakes_first),
      cmocka_unit_test(results_are_in_the_order_of_the_inputs),
      cmocka_unit_test(the_first_error_ends_a_gathering_and_nothing_else),
      cmocka_unit_test(many_can_await_one),
      cmocka_unit_test(a_run_is_over_when_all_tasks_are),
      cmocka_unit_test(tasks_can_be_many),
      cmocka_unit_test(the_lock_excludes_and_is_first_come_first_served),
      cmocka_unit_test(a_deadlock_is_noticed),
      cmocka_unit_test(misuse_ends_the_process),
  };
  if (!lab_tasks_open(NULL))
    return 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
