/* SPDX-License-Identifier: MIT */
/* Two come to a barrier for three.
 *
 * expect: deadlock
 */
#include <pthread.h>

static pthread_barrier_t barrier;

static void *work(void *unused) {
  pthread_barrier_wait(&barrier);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_barrier_init(&barrier, NULL, 3);
  pthread_create(&thread, NULL, work, NULL);
  work(NULL);
  return 0;
}
