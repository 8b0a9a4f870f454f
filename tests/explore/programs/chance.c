/* SPDX-License-Identifier: MIT */
/* Who draws first gets the first number; the numbers are the same every time.
 *
 * expect: exit 1, holds
 */
#include <pthread.h>
#include <stdlib.h>

static int drawn[2];

static void *draw(void *into) {
  *(int *)into = rand();
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, draw, &drawn[i]);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  srand(1);
  return drawn[0] > drawn[1];
}
