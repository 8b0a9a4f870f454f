/* SPDX-License-Identifier: MIT */
/* Exactly one runs it, and all wait until it has been run.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int made;

static void make(void) { made = made + 1; }

static void *use(void *unused) {
  pthread_once(&once, make);
  assert(made == 1);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, use, NULL);
  use(NULL);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  return 0;
}
