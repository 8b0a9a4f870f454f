/* SPDX-License-Identifier: MIT */
/*
 * One waits with a time-out, another without; once both are woken, either may be the first to lock.
 * expect: exit 1, exit 2, holds
 */
#include <pthread.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t sent = PTHREAD_COND_INITIALIZER, over = PTHREAD_COND_INITIALIZER;
static int items;

/* What the impatient one saw when it was woken in time: whether the item was still there. */
static int woken_early, woken_late;

static void *take(void *unused) {
  pthread_mutex_lock(&mutex);
  while (!items)
    pthread_cond_wait(&sent, &mutex);
  items--;
  pthread_mutex_unlock(&mutex);
  return unused;
}

static void *wait_a_while(void *unused) {
  const struct timespec until = {.tv_sec = 2000000000};
  pthread_mutex_lock(&mutex);
  if (!items && pthread_cond_timedwait(&over, &mutex, &until) == 0)
    *(items ? &woken_early : &woken_late) = 1;
  pthread_mutex_unlock(&mutex);
  return unused;
}

static void *send(void *unused) {
  pthread_mutex_lock(&mutex);
  items++;
  pthread_mutex_unlock(&mutex);
  pthread_cond_broadcast(&sent);
  pthread_cond_broadcast(&over);
  return unused;
}

int main(void) {
  pthread_t threads[3];
  pthread_create(&threads[0], NULL, wait_a_while, NULL);
  pthread_create(&threads[1], NULL, take, NULL);
  pthread_create(&threads[2], NULL, send, NULL);
  for (int t = 0; t < 3; t++)
    pthread_join(threads[t], NULL);
  return woken_early ? 1 : woken_late ? 2 : 0;
}
