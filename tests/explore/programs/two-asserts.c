/* SPDX-License-Identifier: MIT */
/* Two assertions that can fail are two outcomes.
 *
 * expect: assert, assert, holds
 */
#include <assert.h>
#include <pthread.h>

static int x;

static void *set(void *unused) {
  x = 1;
  x = 2;
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, set, NULL);
  int seen = x;
  assert(seen != 1);
  assert(seen != 2);
  pthread_join(thread, NULL);
  return 0;
}
