/* SPDX-License-Identifier: MIT */
/*
 * Who takes the one token is decided while main has already read x in another execution: the waiter that stands aside
 * there is heard all the same.
 * expect: exit 1, holds
 */
#include <pthread.h>
#include <semaphore.h>

static sem_t token;
static int x;

static void *post(void *unused) {
  sem_post(&token);
  return unused;
}

static void *take(void *unused) {
  sem_wait(&token);
  return unused;
}

static void *take_and_write(void *unused) {
  sem_wait(&token);
  x = 1;
  return unused;
}

int main(void) {
  pthread_t threads[3];
  sem_init(&token, 0, 0);
  pthread_create(&threads[0], NULL, post, NULL);
  pthread_create(&threads[1], NULL, take, NULL);
  pthread_create(&threads[2], NULL, take_and_write, NULL);
  return x;
}
