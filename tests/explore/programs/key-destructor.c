/* SPDX-License-Identifier: MIT */
/* Destructors run at the end of each thread that has a value, again if one sets another.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_key_t key;
static int runs[2];

static void destroy(void *value) {
  int *run = value;
  if (++*run == 1)
    pthread_setspecific(key, value);
}

static void *work(void *run) {
  assert(pthread_getspecific(key) == NULL);
  pthread_setspecific(key, run);
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  pthread_key_create(&key, destroy);
  for (int i = 0; i < 2; i++)
    pthread_create(&threads[i], NULL, work, &runs[i]);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  assert(runs[0] == 2 && runs[1] == 2);
  return 0;
}
