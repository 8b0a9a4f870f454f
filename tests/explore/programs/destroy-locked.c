/* SPDX-License-Identifier: MIT */
/* A mutex is destroyed under who holds it, or before it is locked.
 *
 * text: destroy
 * expect: holds, misuse, misuse
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *hold(void *unused) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, hold, NULL);
  pthread_mutex_destroy(&lock);
  pthread_join(thread, NULL);
  return 0;
}
