/* SPDX-License-Identifier: MIT */
/* The block is freed before the other has read it.
 *
 * expect: heap-use-after-free, holds
 * text: after free
 */
#include <pthread.h>
#include <stdlib.h>

static int *block;

static void *look(void *unused) {
  int value = *block;
  (void)value;
  return unused;
}

int main(void) {
  pthread_t thread;
  block = calloc(1, sizeof *block);
  pthread_create(&thread, NULL, look, NULL);
  free(block);
  pthread_join(thread, NULL);
  return 0;
}
