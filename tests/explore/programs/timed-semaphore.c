/* SPDX-License-Identifier: MIT */
/* The post comes in time, or it does not; errno is that of the one who waited.
 *
 * expect: exit 1, holds
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static sem_t posted;

static void *post(void *unused) {
  errno = EDOM;
  sem_post(&posted);
  return unused;
}

int main(void) {
  pthread_t thread;
  struct timespec until = {0};
  sem_init(&posted, 0, 0);
  pthread_create(&thread, NULL, post, NULL);
  int late = sem_timedwait(&posted, &until) != 0;
  assert(!late || errno == ETIMEDOUT);
  pthread_join(thread, NULL);
  return late;
}
