/* SPDX-License-Identifier: MIT */
/* pthread_exit in main leaves the process to the others.
 *
 * expect: assert
 */
#include <assert.h>
#include <pthread.h>

static void *last(void *unused) {
  (void)unused;
  assert(0);
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, last, NULL);
  pthread_exit(NULL);
}
