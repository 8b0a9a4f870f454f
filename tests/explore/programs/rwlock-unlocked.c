/* SPDX-License-Identifier: MIT */
/* A read-write lock is unlocked that nobody holds.
 *
 * text: not held
 * expect: misuse
 */
#include <pthread.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

int main(void) {
  pthread_rwlock_unlock(&lock);
  return 0;
}
