/* SPDX-License-Identifier: MIT */
/* A thread ends the process: before main does, or never.
 *
 * expect: exit 3, holds
 */
#include <pthread.h>
#include <stdlib.h>

static void *leave(void *unused) {
  (void)unused;
  exit(3);
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, leave, NULL);
  return 0;
}
