/* SPDX-License-Identifier: MIT */
/* A loop that gives up is explored until it does.
 *
 * expect: exit 1, holds
 */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *hold(void *unused) {
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  return unused;
}

int main(void) {
  pthread_t thread;
  int failed = 0;
  pthread_create(&thread, NULL, hold, NULL);
  while (failed < 10 && pthread_mutex_trylock(&mutex) != 0)
    failed++;
  if (failed < 10)
    pthread_mutex_unlock(&mutex);
  pthread_join(thread, NULL);
  return failed == 10;
}
