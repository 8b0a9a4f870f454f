/* SPDX-License-Identifier: MIT */
/* The pointer is followed before it is set.
 *
 * expect: crash, holds
 * text: null pointer
 */
#include <pthread.h>

static int value, *where;

static void *set(void *unused) {
  where = &value;
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, set, NULL);
  int seen = *where;
  pthread_join(thread, NULL);
  return seen;
}
