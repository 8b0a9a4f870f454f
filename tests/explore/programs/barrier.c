/* SPDX-License-Identifier: MIT */
/* What is written before a barrier can be read behind it; one of them is told that it was the last.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>

static pthread_barrier_t barrier;
static int wrote[2], serial[2];

static void *work(void *argument) {
  int me = *(int *)argument;
  for (int round = 1; round <= 2; round++) {
    wrote[me] = round;
    serial[me] += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
    assert(wrote[1 - me] == round);
    serial[me] += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
  }
  return NULL;
}

int main(void) {
  static int names[2] = {0, 1};
  pthread_t threads[2];
  pthread_barrier_init(&barrier, NULL, 2);
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, work, &names[i]);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  assert(serial[0] + serial[1] == 4);
  pthread_barrier_destroy(&barrier);
  return 0;
}
