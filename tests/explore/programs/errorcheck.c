/* SPDX-License-Identifier: MIT */
/* An error-checking mutex says what is wrong, and goes on.
 *
 * expect: holds
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t lock;

static void *unlock(void *unused) {
  assert(pthread_mutex_unlock(&lock) == EPERM);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_init(&lock, &kind);
  pthread_mutex_lock(&lock);
  assert(pthread_mutex_lock(&lock) == EDEADLK);
  pthread_create(&thread, NULL, unlock, NULL);
  pthread_join(thread, NULL);
  assert(pthread_mutex_unlock(&lock) == 0);
  return 0;
}
