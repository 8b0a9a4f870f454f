/* SPDX-License-Identifier: MIT */
/* Thread-locals are each thread's own, with the initial value.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>

static _Thread_local int mine = 5;

static void *work(void *unused) {
  mine += 1;
  assert(mine == 6);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, work, NULL);
  mine += 10;
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  assert(mine == 15);
  return 0;
}
