/* SPDX-License-Identifier: MIT */
/* Every execution starts from the same state: data, environment, heap, random numbers.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int turns;
static int seen, drawn = -1;

static void *turn(void *unused) {
  turns++;
  return unused;
}

int main(void) {
  pthread_t thread;
  assert(seen == 0 && drawn == -1 && getenv("LAB_TEST_RESET") == NULL);
  int *block = malloc(sizeof *block);
  assert(*block != 7);
  *block = 7;
  seen = 1;
  drawn = rand();
  setenv("LAB_TEST_RESET", "1", 1);
  pthread_create(&thread, NULL, turn, NULL);
  turns = turns * 2;
  pthread_join(thread, NULL);
  assert(getenv("LAB_TEST_RESET")[0] == '1');
  free(block);
  return 0;
}
