/* SPDX-License-Identifier: MIT */
/* A reader that writes: its lock does not exclude the other reader.
 *
 * expect: assert, holds
 * races: those of the lines marked
 */
#include <assert.h>
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int count;

static void *increment(void *unused) {
  pthread_rwlock_rdlock(&lock);
  count = count + 1; /* races */
  pthread_rwlock_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, increment, NULL);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  assert(count == 2);
  return 0;
}
