/* SPDX-License-Identifier: MIT */
/* Frames of megabytes, and data that is written page by page in any order: all of it is as it was in each execution.
 *
 * expect: holds
 * races: none
 */
#include <pthread.h>
#include <string.h>

enum { PAGES = 3000, PAGE = 4096 };
static char pages[PAGES][PAGE];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *fill(void *argument) {
  char local[3 << 20];
  memset(local, 1, sizeof local);
  pthread_mutex_lock(&mutex);
  for (int p = PAGES - 1; p > 0; p -= 3)
    pages[p][0] += local[p];
  pthread_mutex_unlock(&mutex);
  return argument;
}

int main(void) {
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, fill, NULL);
  pthread_create(&threads[1], NULL, fill, pages);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  return pages[2][0] != 2 || pages[PAGES - 1][0] != 2;
}
