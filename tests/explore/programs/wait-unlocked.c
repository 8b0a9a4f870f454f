/* SPDX-License-Identifier: MIT */
/* A wait on a condition variable without its mutex.
 *
 * text: without holding its mutex
 * expect: misuse
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t set = PTHREAD_COND_INITIALIZER;

int main(void) {
  pthread_cond_wait(&set, &lock);
  return 0;
}
