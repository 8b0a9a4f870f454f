/* SPDX-License-Identifier: MIT */
/* A write just behind a block whose size is no multiple of anything.
 *
 * expect: heap-buffer-overflow, holds
 * text: write of 4 bytes past the end of a block of 20 bytes
 */
#include <pthread.h>
#include <stdlib.h>

static int *numbers;
static volatile int last = 5;

static void *shrink(void *unused) {
  last = 4;
  return unused;
}

int main(void) {
  pthread_t thread;
  numbers = malloc(5 * sizeof *numbers);
  pthread_create(&thread, NULL, shrink, NULL);
  numbers[last] = 1;
  pthread_join(thread, NULL);
  free(numbers);
  return 0;
}
