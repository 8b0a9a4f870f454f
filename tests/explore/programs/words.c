/* SPDX-License-Identifier: MIT */
/* What a program can say: choose, assume, atomic, fail.
 *
 * expect: fail, holds
 * text: three
 */
#include <lab/explore.h>
#include <pthread.h>

static int x;

static void *twice(void *unused) {
  lab_atomic_begin();
  x = x + 1;
  x = x + 1;
  lab_atomic_end();
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, twice, NULL);
  int seen = x;
  lab_assume(seen != 2);
  if (seen == 1)
    lab_fail("in between");
  if (lab_choose(4) == 3)
    lab_fail("three");
  pthread_join(thread, NULL);
  return 0;
}
