/* SPDX-License-Identifier: MIT */
#include "supervise/process.h"
#include "supervise/supervise.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void nap(double seconds) { usleep((useconds_t)(seconds * 1e6)); }

/* True once the process is no more, zombies included; polls for up to a minute. */
static bool is_gone(pid_t pid) {
  for (int i = 0; i < 6000; i++) {
    if (kill(pid, 0) != 0 && errno == ESRCH)
      return true;
    nap(0.01);
  }
  return false;
}

static void tell(int fd, pid_t pid) {
  if (write(fd, &pid, sizeof pid) != (ssize_t)sizeof pid)
    _exit(99);
}

static pid_t hear(int fd) {
  pid_t pid = -1;
  assert_int_equal(read(fd, &pid, sizeof pid), sizeof pid);
  return pid;
}

/* A child with a child in a session of its own, both asleep for ever; their numbers come through fd. */
static void breed(int fd) {
  if (fork() == 0) {
    tell(fd, getpid());
    if (fork() == 0) {
      setsid();
      tell(fd, getpid());
      for (;;)
        pause();
    }
    for (;;)
      pause();
  }
}

static void test_tree(void **state) {
  (void)state;
  int fds[2];
  assert_int_equal(pipe(fds), 0);
  breed(fds[1]);
  const pid_t child = hear(fds[0]), grandchild = hear(fds[0]);
  pid_t *pids;
  const size_t n = lab_process_descendants(getpid(), &pids);
  assert_int_equal(n, 2);
  assert_int_equal(pids[0], child);
  assert_int_equal(pids[1], grandchild);
  free(pids);
  lab_process_kill_tree(child);
  assert_int_equal(waitpid(child, NULL, 0), child);
  assert_true(is_gone(grandchild));
  assert_int_equal(lab_process_descendants(getpid(), &pids), 0);
  free(pids);
  close(fds[0]);
  close(fds[1]);
}

static void test_sweep(void **state) {
  (void)state;
  int fds[2];
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  assert_int_equal(pipe(fds), 0);
  breed(fds[1]);
  const pid_t child = hear(fds[0]), grandchild = hear(fds[0]);
  kill(child, SIGKILL); /* an orphan now, in a session of its own */
  lab_janitor_sweep();
  assert_int_equal(kill(grandchild, 0), -1);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
  lab_janitor_sweep(); /* nothing to do is fine */
  close(fds[0]);
  close(fds[1]);
}

/* -- The janitor; in processes of their own, since it splits them. -- */
enum end { ENDS_WELL, CRASHES, WAITS };

/* Starts a process that starts a janitor and leaves a grandchild; hears the front end's and the grandchild's number. */
static pid_t with_janitor(enum end end, pid_t *front, pid_t *left) {
  int fds[2];
  assert_int_equal(pipe(fds), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    struct lab_error error = {0};
    if (!lab_janitor_start(&error))
      _exit(98);
    tell(fds[1], getpid());
    if (fork() == 0) {
      setsid();
      const pid_t grandchild = fork();
      while (grandchild == 0)
        pause();
      tell(fds[1], grandchild);
      _exit(0);
    }
    wait(NULL);
    if (end == WAITS)
      for (;;)
        pause();
    if (end == CRASHES)
      kill(getpid(), SIGKILL);
    _exit(7);
  }
  *front = hear(fds[0]);
  *left = hear(fds[0]);
  close(fds[0]);
  close(fds[1]);
  return pid;
}

static void test_janitor_passes_on_the_status(void **state) {
  (void)state;
  pid_t front, left;
  int status;
  const pid_t pid = with_janitor(ENDS_WELL, &front, &left);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
  assert_true(is_gone(left));
}

static void test_janitor_outlives_a_crash(void **state) {
  (void)state;
  pid_t front, left;
  int status;
  const pid_t pid = with_janitor(CRASHES, &front, &left);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  assert_true(is_gone(left));
}

static void test_janitor_passes_on_signals(void **state) {
  (void)state;
  pid_t front, left;
  int status;
  const pid_t pid = with_janitor(WAITS, &front, &left);
  kill(pid, SIGTERM);
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
  assert_true(is_gone(front));
  assert_true(is_gone(left));
}

static void test_killed_janitor_takes_the_front_end_with_it(void **state) {
  (void)state;
  pid_t front, left;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const pid_t pid = with_janitor(WAITS, &front, &left);
  kill(pid, SIGKILL);
  assert_int_equal(waitpid(pid, NULL, 0), pid);
  assert_int_equal(waitpid(front, NULL, 0), front); /* orphans of the janitor fall to this process */
  lab_janitor_sweep();
  assert_true(is_gone(left));
}

/* -- What threads do. -- */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int tid;
static atomic_bool over;

static void *blocks(void *unused) {
  atomic_store(&tid, (int)syscall(SYS_gettid));
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

static void *sleeps(void *unused) {
  atomic_store(&tid, (int)syscall(SYS_gettid));
  while (!atomic_load(&over))
    nap(0.5);
  return unused;
}

static void *spins(void *unused) {
  atomic_store(&tid, (int)syscall(SYS_gettid));
  while (!atomic_load(&over))
    ;
  return unused;
}

static pthread_t start(void *(*body)(void *)) {
  pthread_t thread;
  atomic_store(&tid, 0);
  atomic_store(&over, false);
  assert_int_equal(pthread_create(&thread, NULL, body, NULL), 0);
  while (atomic_load(&tid) == 0)
    nap(0.001);
  return thread;
}

static void stop(pthread_t thread) {
  atomic_store(&over, true);
  pthread_join(thread, NULL);
}

/* Looks until this is seen, for up to a minute: the machine may be slow to get a thread to where it is going. */
static bool shows(enum lab_thread_wait wanted, uint64_t *signature) {
  for (int i = 0; i < 6000; i++) {
    *signature = 1;
    if (lab_process_look(getpid(), atomic_load(&tid), signature) == wanted)
      return true;
    nap(0.01);
  }
  return false;
}

static void test_a_blocked_thread(void **state) {
  (void)state;
  pid_t tids[64];
  uint64_t first, second;
  stop(start(sleeps)); /* with the first thread, a sanitizer starts one of its own */
  assert_true(shows(LAB_THREAD_GONE, &first));
  const size_t before = lab_process_threads(getpid(), tids, 64);
  pthread_mutex_lock(&lock);
  const pthread_t thread = start(blocks);
  assert_int_equal(lab_process_threads(getpid(), tids, 64), before + 1);
  assert_true(shows(LAB_THREAD_FOREVER, &first));
  nap(0.1);
  assert_true(shows(LAB_THREAD_FOREVER, &second));
  assert_int_equal(first, second); /* nothing has happened in between */
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
  assert_true(shows(LAB_THREAD_GONE, &first));
}

static void test_threads_that_will_go_on(void **state) {
  (void)state;
  pthread_t thread = start(sleeps);
  for (int i = 0; i < 50; i++, nap(0.005)) {
    uint64_t signature = 1;
    assert_int_equal(lab_process_look(getpid(), atomic_load(&tid), &signature), LAB_THREAD_ACTIVE);
  }
  stop(thread);
  thread = start(spins);
  for (int i = 0; i < 20; i++, nap(0.005)) {
    uint64_t signature = 1;
    assert_int_equal(lab_process_look(getpid(), atomic_load(&tid), &signature), LAB_THREAD_ACTIVE);
  }
  stop(thread);
}

static void test_a_process_that_ends(void **state) {
  (void)state;
  assert_false(lab_process_ending(getpid()));
  const pid_t pid = fork();
  if (pid == 0)
    for (;;)
      pause();
  assert_false(lab_process_ending(pid));
  kill(pid, SIGKILL);
  siginfo_t info;
  assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
  assert_true(lab_process_ending(pid)); /* a zombie */
  waitpid(pid, NULL, 0);
  assert_true(lab_process_ending(pid));
}

/* In a namespace of its own the first process is number 1. */
static void test_a_number_inside(void **state) {
  (void)state;
  assert_int_equal(lab_thread_inside((pid_t)syscall(SYS_gettid)), syscall(SYS_gettid));
  int fds[2];
  assert_int_equal(pipe(fds), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const bool unshared = unshare(CLONE_NEWPID) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWPID) == 0;
    const pid_t child = unshared ? fork() : 0;
    if (unshared && child == 0)
      for (;;)
        pause();
    tell(fds[1], child);
    waitpid(child, NULL, 0);
    _exit(0);
  }
  const pid_t child = hear(fds[0]);
  if (child > 0) { /* else namespaces are not allowed here */
    assert_int_equal(lab_thread_inside(child), 1);
    kill(child, SIGKILL);
  }
  waitpid(parent, NULL, 0);
  assert_int_equal(lab_thread_inside(parent), 0);
  close(fds[0]);
  close(fds[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tree),
      cmocka_unit_test(test_sweep),
      cmocka_unit_test(test_janitor_passes_on_the_status),
      cmocka_unit_test(test_janitor_outlives_a_crash),
      cmocka_unit_test(test_janitor_passes_on_signals),
      cmocka_unit_test(test_killed_janitor_takes_the_front_end_with_it),
      cmocka_unit_test(test_a_blocked_thread),
      cmocka_unit_test(test_threads_that_will_go_on),
      cmocka_unit_test(test_a_process_that_ends),
      cmocka_unit_test(test_a_number_inside),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
