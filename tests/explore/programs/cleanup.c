/* SPDX-License-Identifier: MIT */
/* Handlers run, latest first, when the thread exits in between.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int order[2], n;

static void note(void *which) { order[n++] = *(int *)which; }
static void unlock(void *mutex) { pthread_mutex_unlock(mutex); }

static void *work(void *unused) {
  static int first = 1, second = 2;
  pthread_mutex_lock(&lock);
  pthread_cleanup_push(unlock, &lock);
  pthread_cleanup_push(note, &first);
  pthread_cleanup_push(note, &second);
  pthread_exit(unused);
  pthread_cleanup_pop(0);
  pthread_cleanup_pop(0);
  pthread_cleanup_pop(0);
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
  pthread_join(thread, NULL);
  pthread_mutex_lock(&lock);
  assert(n == 2 && order[0] == 2 && order[1] == 1);
  pthread_mutex_unlock(&lock);
  return 0;
}
