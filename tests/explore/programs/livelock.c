/* SPDX-License-Identifier: MIT */
/* Each waits for a flag that only the other would set.
 *
 * expect: livelock
 */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int a, b;

static void *wait_for_a(void *unused) {
  while (!a) {
  }
  b = 1;
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, wait_for_a, NULL);
  while (!b) {
  }
  a = 1;
  pthread_join(thread, NULL);
  return 0;
}
