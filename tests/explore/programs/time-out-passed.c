/* SPDX-License-Identifier: MIT */
/* Whoever waited in vain until a time finds that it is past; who is woken need not.
 *
 * expect: exit 1, holds
 * clock: 1
 */
#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready;

static void *set(void *unused) {
  pthread_mutex_lock(&mutex);
  ready = 1;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&mutex);
  return unused;
}

int main(void) {
  pthread_t thread;
  struct timespec until, now;
  int late = 0;
  pthread_create(&thread, NULL, set, NULL);
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 30;
  pthread_mutex_lock(&mutex);
  while (!ready && !late)
    late = pthread_cond_timedwait(&changed, &mutex, &until) == ETIMEDOUT;
  pthread_mutex_unlock(&mutex);
  clock_gettime(CLOCK_REALTIME, &now);
  pthread_join(thread, NULL);
  if (late)
    return now.tv_sec < until.tv_sec ? 2 : 1;
  return now.tv_sec >= until.tv_sec ? 3 : 0;
}
