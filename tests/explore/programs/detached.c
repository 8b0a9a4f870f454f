/* SPDX-License-Identifier: MIT */
/* A detached thread goes on by itself; who waits for it waits by other means.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t done;
static int result;

static void *work(void *unused) {
  result = 1;
  sem_post(&done);
  return unused;
}

int main(void) {
  pthread_t thread;
  sem_init(&done, 0, 0);
  pthread_create(&thread, NULL, work, NULL);
  pthread_detach(thread);
  sem_wait(&done);
  assert(result == 1);
  return 0;
}
