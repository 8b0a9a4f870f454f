/* SPDX-License-Identifier: MIT */
/* A thread hands out the address of a local variable, and ends.
 *
 * expect: holds, stack-use-after-return
 * text: on the stack of actor 2, which has ended
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int *_Atomic handed_out;

static void *hand_out(void *unused) {
  int local = 1;
  atomic_store(&handed_out, &local);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, hand_out, NULL);
  int *p = atomic_load(&handed_out);
  if (p)
    *p = 2;
  pthread_join(thread, NULL);
  return 0;
}
