/* SPDX-License-Identifier: MIT */
/* The signal comes before the wait.
 *
 * expect: deadlock, holds
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t set = PTHREAD_COND_INITIALIZER;

static void *signal_it(void *unused) {
  pthread_cond_signal(&set);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, signal_it, NULL);
  pthread_mutex_lock(&lock);
  pthread_cond_wait(&set, &lock);
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
  return 0;
}
