/* SPDX-License-Identifier: MIT */
/* A post makes what was written before it visible to who waits.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t empty, full;
static int box;

static void *produce(void *unused) {
  for (int i = 1; i <= 2; i++) {
    sem_wait(&empty);
    box = i;
    sem_post(&full);
  }
  return unused;
}

int main(void) {
  pthread_t thread;
  sem_init(&empty, 0, 1);
  sem_init(&full, 0, 0);
  pthread_create(&thread, NULL, produce, NULL);
  for (int i = 1; i <= 2; i++) {
    sem_wait(&full);
    assert(box == i);
    sem_post(&empty);
  }
  pthread_join(thread, NULL);
  sem_destroy(&empty);
  sem_destroy(&full);
  return 0;
}
