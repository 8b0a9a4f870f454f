/* SPDX-License-Identifier: MIT */
/* A loop that counts while it waits is never in the same state; who goes on first is found all the same, at once.
 *
 * expect: assert, holds
 * unfinished: its turns are followed for so long only
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int flag, done;
static int turns;

static void *announce(void *unused) {
  atomic_store(&flag, 1);
  atomic_store(&done, 1); /* too late */
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, announce, NULL);
  while (!atomic_load(&flag))
    turns++;
  assert(atomic_load(&done));
  pthread_join(thread, NULL);
  return 0;
}
