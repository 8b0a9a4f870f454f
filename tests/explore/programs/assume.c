/* SPDX-License-Identifier: MIT */
/* Executions that are dropped hide none of those in which the others go first.
 *
 * expect: fail, holds
 * text: late
 */
#include <lab/explore.h>
#include <pthread.h>

static int first, second;

static void *set(void *unused) {
  first = 1;
  second = 1;
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, set, NULL);
  int b = second, a = first;
  lab_choose(2);
  lab_assume(a == 1);
  if (b == 0)
    lab_fail("late");
  pthread_join(thread, NULL);
  return 0;
}
