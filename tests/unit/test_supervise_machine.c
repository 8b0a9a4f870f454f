/* SPDX-License-Identifier: MIT */
#include "supervise/turn.h"
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static void test_description(void **state) {
  (void)state;
  struct lab_machine machine = {.compiler = ""};
  lab_machine_describe(&machine);
  assert_true(machine.cpu[0] != '\0');
  assert_true(machine.kernel[0] != '\0');
  assert_true(machine.cpus_usable >= 1 && machine.cpus_usable <= machine.cpus_online);
}

static void test_round_trip(void **state) {
  (void)state;
  cpu_set_t before, after;
  assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
  const double trip = lab_machine_round_trip();
  assert_int_equal(sched_getaffinity(0, sizeof after, &after), 0);
  assert_true(CPU_EQUAL(&before, &after)); /* it moves, and comes back */
  if (CPU_COUNT(&before) == 1)
    assert_true(trip <= 0);
  else
    assert_true(trip >= 0); /* 0: the machine was too busy to tell */
}

static void test_times(void **state) {
  (void)state;
  const double own = lab_machine_own_seconds(), busy = lab_machine_busy_seconds();
  assert_true(own >= 0);
  assert_true(busy >= 0);
  volatile unsigned long sum = 0;
  while (lab_machine_own_seconds() < own + 0.05)
    sum = sum + 1;
  assert_true(lab_machine_busy_seconds() >= busy);
}

static void test_hosts_that_fit(void **state) {
  (void)state;
  for (unsigned actors = 1; actors <= LAB_ACTORS_MAX; actors *= 2) {
    const unsigned native = lab_machine_hosts(actors, false), tsan = lab_machine_hosts(actors, true);
    assert_true(native >= 2 && native <= LAB_HOSTS_AT_ONCE);
    assert_true(tsan >= 2 && tsan <= native);
  }
}

/* Few descriptors mean few hosts together, not hosts that cannot be started. */
static void test_hosts_that_have_descriptors(void **state) {
  (void)state;
  struct rlimit before;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  const struct rlimit few = {.rlim_cur = 50, .rlim_max = before.rlim_max}, fewer = {30, before.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
  assert_int_equal(lab_machine_hosts(2, false), 10);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &fewer), 0);
  assert_int_equal(lab_machine_hosts(2, false), 3);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

static void test_signals(void **state) {
  (void)state;
  signal(SIGHUP, SIG_IGN);
  const int fd = lab_signals_open();
  assert_true(fd >= 0);
  assert_null(lab_signals_read(fd));
  raise(SIGHUP); /* ignored before, so ignored now */
  assert_null(lab_signals_read(fd));
  raise(SIGTERM);
  assert_string_equal(lab_signals_read(fd), "SIGTERM");
  assert_null(lab_signals_read(fd));
  raise(SIGINT);
  assert_string_equal(lab_signals_read(fd), "SIGINT");
  raise(SIGTERM); /* nobody has read it: it must not end the process when the signals are let through again */
  lab_signals_close(fd, false);
  sigset_t blocked;
  sigprocmask(SIG_SETMASK, NULL, &blocked);
  assert_false(sigismember(&blocked, SIGINT));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_description),
      cmocka_unit_test(test_round_trip),
      cmocka_unit_test(test_times),
      cmocka_unit_test(test_hosts_that_fit),
      cmocka_unit_test(test_hosts_that_have_descriptors),
      cmocka_unit_test(test_signals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
