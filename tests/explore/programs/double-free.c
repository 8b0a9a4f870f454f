/* SPDX-License-Identifier: MIT */
/* Both find the pointer and free it.
 *
 * expect: double-free, holds
 */
#include <pthread.h>
#include <stdlib.h>

static int *block;

static void *drop(void *unused) {
  if (block) {
    free(block);
    block = NULL;
  }
  return unused;
}

int main(void) {
  pthread_t thread;
  block = malloc(sizeof *block);
  pthread_create(&thread, NULL, drop, NULL);
  drop(NULL);
  pthread_join(thread, NULL);
  return 0;
}
