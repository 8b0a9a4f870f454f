/* SPDX-License-Identifier: MIT */
/* Relaxed puts nothing in order: a data race, although no interleaving goes wrong.
 *
 * expect: holds
 * races: those of the lines marked
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static int data;
static atomic_int ready;

static void *publish(void *unused) {
  data = 1; /* races */
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, publish, NULL);
  if (atomic_load_explicit(&ready, memory_order_acquire))
    assert(data == 1); /* races */
  pthread_join(thread, NULL);
  return 0;
}
