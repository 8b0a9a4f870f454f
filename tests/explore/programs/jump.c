/* SPDX-License-Identifier: MIT */
/* setjmp and longjmp stay within a thread.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>
#include <setjmp.h>

static int count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *unused) {
  jmp_buf back;
  if (setjmp(back) == 0) {
    pthread_mutex_lock(&lock);
    longjmp(back, 1);
  }
  count++;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
  work(NULL);
  pthread_join(thread, NULL);
  assert(count == 2);
  return 0;
}
