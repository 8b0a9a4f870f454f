/* SPDX-License-Identifier: MIT */
/* A thread is joined by two.
 *
 * text: joined already
 * expect: misuse
 */
#include <pthread.h>

static pthread_t thread;

static void *work(void *unused) { return unused; }

static void *join(void *unused) {
  pthread_join(thread, NULL);
  return unused;
}

int main(void) {
  pthread_t other;
  pthread_create(&thread, NULL, work, NULL);
  pthread_create(&other, NULL, join, NULL);
  pthread_join(thread, NULL);
  pthread_join(other, NULL);
  return 0;
}
