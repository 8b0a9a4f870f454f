/* SPDX-License-Identifier: MIT */
/* A read-modify-write by another does not end what a release store began.
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

static void *count(void *unused) {
  atomic_fetch_add_explicit(&ready, 2, memory_order_relaxed);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, publish, NULL);
  pthread_create(&threads[1], NULL, count, NULL);
  if (atomic_load_explicit(&ready, memory_order_acquire) == 3)
    assert(1 || data);
  if (atomic_load_explicit(&ready, memory_order_acquire) & 1)
    assert(data == 1);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  return 0;
}
