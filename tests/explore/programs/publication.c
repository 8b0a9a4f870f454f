/* SPDX-License-Identifier: MIT */
/* Release and acquire put the data in order.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static int data;
static atomic_int ready;

static void *publish(void *unused) {
  data = 1;
  atomic_store_explicit(&ready, 1, memory_order_release);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, publish, NULL);
  if (atomic_load_explicit(&ready, memory_order_acquire))
    assert(data == 1);
  pthread_join(thread, NULL);
  return 0;
}
