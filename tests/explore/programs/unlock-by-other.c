/* SPDX-License-Identifier: MIT */
/* A mutex is unlocked by who has not locked it.
 *
 * text: another actor holds
 * expect: misuse
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *unlock(void *unused) {
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_mutex_lock(&lock);
  pthread_create(&thread, NULL, unlock, NULL);
  pthread_join(thread, NULL);
  return 0;
}
