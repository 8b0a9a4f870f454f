/* SPDX-License-Identifier: MIT */
/* Under tso neither may see the other's store.
 *
 * options: --memory tso
 * expect: exit 1, holds
 */
#include <pthread.h>

static volatile int x, y;
static int seen_y;

static void *first(void *unused) {
  x = 1;
  seen_y = y;
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, first, NULL);
  y = 1;
  int seen_x = x;
  pthread_join(thread, NULL);
  return !seen_x && !seen_y;
}
