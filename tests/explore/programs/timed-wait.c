/* SPDX-License-Identifier: MIT */
/* The signal comes in time, or it does not.
 *
 * expect: exit 1, holds
 */
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t set = PTHREAD_COND_INITIALIZER;
static int flag;

static void *raise_flag(void *unused) {
  pthread_mutex_lock(&lock);
  flag = 1;
  pthread_cond_signal(&set);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  struct timespec until = {0};
  int late = 0;
  pthread_create(&thread, NULL, raise_flag, NULL);
  pthread_mutex_lock(&lock);
  while (!flag && !late)
    late = pthread_cond_timedwait(&set, &lock, &until) == ETIMEDOUT;
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
  return late;
}
