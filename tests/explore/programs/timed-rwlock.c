/* SPDX-License-Identifier: MIT */
/* A reader may have to give up while a writer is there.
 *
 * expect: exit 1, holds
 */
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void *hold(void *unused) {
  pthread_rwlock_wrlock(&lock);
  pthread_rwlock_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  struct timespec until = {0};
  pthread_create(&thread, NULL, hold, NULL);
  int late = pthread_rwlock_timedrdlock(&lock, &until);
  if (!late)
    pthread_rwlock_unlock(&lock);
  pthread_join(thread, NULL);
  return late == ETIMEDOUT;
}
