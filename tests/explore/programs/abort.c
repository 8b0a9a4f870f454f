/* SPDX-License-Identifier: MIT */
/* abort(), and from a thread.
 *
 * expect: abort, holds
 */
#include <pthread.h>
#include <stdlib.h>

static int ready;

static void *check(void *unused) {
  if (!ready)
    abort();
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, check, NULL);
  ready = 1;
  pthread_join(thread, NULL);
  return 0;
}
