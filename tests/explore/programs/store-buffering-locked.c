/* SPDX-License-Identifier: MIT */
/* A locked operation empties the store buffer whatever it is done to.
 *
 * options: --memory tso
 * expect: holds
 */
#include <pthread.h>
#include <stdatomic.h>

static volatile int x, y;
static int seen_y;

static void *first(void *unused) {
  atomic_int own = 0;
  x = 1;
  atomic_fetch_add(&own, 1);
  seen_y = y;
  return unused;
}

int main(void) {
  pthread_t thread;
  atomic_int own = 0;
  pthread_create(&thread, NULL, first, NULL);
  y = 1;
  atomic_fetch_add(&own, 1);
  int seen_x = x;
  pthread_join(thread, NULL);
  return !seen_x && !seen_y;
}
