/* SPDX-License-Identifier: MIT */
/*
 * Whichever post lets the reader go on, the write comes before it: one actor posts twice, another only once the first
 * has told it to.
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t ready, passed_on;
static int written;

static void *write_and_post(void *unused) {
  written = 1;
  sem_post(&ready);
  sem_post(&ready);
  sem_post(&passed_on);
  return unused;
}

static void *pass_on(void *unused) {
  sem_wait(&passed_on);
  sem_post(&ready);
  return unused;
}

int main(void) {
  pthread_t writer, other;
  sem_init(&ready, 0, 0);
  sem_init(&passed_on, 0, 0);
  pthread_create(&writer, NULL, write_and_post, NULL);
  pthread_create(&other, NULL, pass_on, NULL);
  sem_wait(&ready);
  assert(written);
  pthread_join(writer, NULL);
  pthread_join(other, NULL);
  return 0;
}
