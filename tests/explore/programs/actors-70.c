/* SPDX-License-Identifier: MIT */
/* More actors than bits in a word; they share nothing, so all interleavings are the same.
 *
 * expect: holds
 * executions: 1
 * races: none
 */
#include <assert.h>
#include <pthread.h>

enum { ACTORS = 70 };
static int done[ACTORS];

static void *work(void *slot) {
  *(int *)slot = 1;
  return NULL;
}

int main(void) {
  pthread_t threads[ACTORS];
  int sum = 0;
  for (int i = 0; i < ACTORS; i++)
    pthread_create(&threads[i], NULL, work, &done[i]);
  for (int i = 0; i < ACTORS; i++)
    pthread_join(threads[i], NULL);
  for (int i = 0; i < ACTORS; i++)
    sum += done[i];
  assert(sum == ACTORS);
  return 0;
}
