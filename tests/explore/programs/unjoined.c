/* SPDX-License-Identifier: MIT */
/* When main returns, the others may have got anywhere.
 *
 * expect: assert, holds
 */
#include <assert.h>
#include <pthread.h>

static int ready;

static void *look(void *unused) {
  assert(!ready);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, look, NULL);
  ready = 1;
  return 0;
}
