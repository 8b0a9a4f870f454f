/* SPDX-License-Identifier: MIT */
/* A broadcast wakes all who wait, a signal one of them.
 *
 * expect: deadlock, holds
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t set = PTHREAD_COND_INITIALIZER;
static int flag;

static void *wait_for_it(void *unused) {
  pthread_mutex_lock(&lock);
  while (!flag)
    pthread_cond_wait(&set, &lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, wait_for_it, NULL);
  pthread_mutex_lock(&lock);
  flag = 1;
#ifdef ALL
  pthread_cond_broadcast(&set);
#else
  pthread_cond_signal(&set);
#endif
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  return 0;
}
