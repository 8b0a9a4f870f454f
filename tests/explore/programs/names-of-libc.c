/* SPDX-License-Identifier: MIT */
/* A program may call its functions what it likes, if it does not use those of libc.
 *
 * expect: holds
 * races: none
 */
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

static sem_t room;
static int page;

void *read(void *result);
void write(int text);
int remove(int from, int what);

void *read(void *result) {
  sem_wait(&room);
  *(int *)result = page;
  sem_post(&room);
  return result;
}

void write(int text) {
  sem_wait(&room);
  page = text;
  sem_post(&room);
}

int remove(int from, int what) { return from - what; }

int main(void) {
  pthread_t reader;
  int seen;
  sem_init(&room, 0, 1);
  pthread_create(&reader, NULL, read, &seen);
  write(7);
  pthread_join(reader, NULL);
  return seen && remove(seen, 7);
}
