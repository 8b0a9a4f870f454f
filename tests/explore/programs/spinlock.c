/* SPDX-License-Identifier: MIT */
/* pthread_spin_lock excludes; a try may fail.
 *
 * expect: exit 1, holds
 * races: none
 */
#include <pthread.h>

static pthread_spinlock_t lock;
static int count;

static void *work(void *unused) {
  pthread_spin_lock(&lock);
  count++;
  pthread_spin_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_spin_init(&lock, 0);
  pthread_create(&thread, NULL, work, NULL);
  int busy = pthread_spin_trylock(&lock);
  if (!busy) {
    count++;
    pthread_spin_unlock(&lock);
  }
  pthread_join(thread, NULL);
  return busy != 0;
}
