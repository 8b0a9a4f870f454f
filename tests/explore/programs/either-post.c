/* SPDX-License-Identifier: MIT */
/*
 * Either of two posts lets the reader go on; only one of them comes after the write.
 * expect: assert, holds
 * text: assertion failed: written
 * races: those of the lines marked
 */
#include <assert.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t ready;
static int written;

static void *write_and_post(void *unused) {
  written = 1; /* races */
  sem_post(&ready);
  return unused;
}

static void *post(void *unused) {
  sem_post(&ready);
  return unused;
}

int main(void) {
  pthread_t writer, other;
  sem_init(&ready, 0, 0);
  pthread_create(&writer, NULL, write_and_post, NULL);
  pthread_create(&other, NULL, post, NULL);
  sem_wait(&ready);
  assert(written); /* races */
  pthread_join(writer, NULL);
  pthread_join(other, NULL);
  return 0;
}
