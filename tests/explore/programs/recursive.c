/* SPDX-License-Identifier: MIT */
/* A recursive mutex is free when it has been unlocked as often as locked.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock;
static int count;

static void *work(void *unused) {
  pthread_mutex_lock(&lock);
  pthread_mutex_lock(&lock);
  count++;
  pthread_mutex_unlock(&lock);
  count++;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&lock, &kind);
  pthread_create(&thread, NULL, work, NULL);
  work(NULL);
  pthread_join(thread, NULL);
  assert(count == 4);
  return 0;
}
