/* SPDX-License-Identifier: MIT */
/* The lock is had in time, or it is not.
 *
 * expect: exit 1, holds
 */
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *hold(void *unused) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  struct timespec until;
  pthread_create(&thread, NULL, hold, NULL);
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 1;
  int late = pthread_mutex_timedlock(&lock, &until);
  if (!late)
    pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
  return late == ETIMEDOUT;
}
