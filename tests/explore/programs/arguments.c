/* SPDX-License-Identifier: MIT */
/* main gets the arguments that --args names, as they were, in each execution.
 *
 * expect: holds
 * options: --args "3 -x=y 5"
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int sum;

static void *add(void *text) {
  pthread_mutex_lock(&mutex);
  sum += atoi(text);
  *(char *)text = '9'; /* for this execution alone */
  pthread_mutex_unlock(&mutex);
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t threads[2];
  if (argc != 4 || argv[4] || strcmp(argv[2], "-x=y") != 0)
    return 1;
  pthread_create(&threads[0], NULL, add, argv[1]);
  pthread_create(&threads[1], NULL, add, argv[3]);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  return sum != 8;
}
