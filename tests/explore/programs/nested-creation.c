/* SPDX-License-Identifier: MIT */
/* Threads that create threads that create threads: 26 and main.
 *
 * expect: holds
 * executions: 1
 * races: none
 */
#include <assert.h>
#include <pthread.h>

enum { CHILDREN = 2, DEPTH = 3 };
struct node {
  int depth, size;
};

static void *grow(void *argument) {
  struct node *node = argument, children[CHILDREN + 1];
  pthread_t threads[CHILDREN + 1];
  int n = node->depth == 0 ? 2 : node->depth == DEPTH ? 0 : CHILDREN + 1;
  node->size = 1;
  for (int i = 0; i < n; i++) {
    children[i].depth = node->depth + 1;
    pthread_create(&threads[i], NULL, grow, &children[i]);
  }
  for (int i = 0; i < n; i++) {
    pthread_join(threads[i], NULL);
    node->size += children[i].size;
  }
  return NULL;
}

int main(void) {
  struct node root = {0, 0};
  grow(&root);
  assert(root.size == 1 + 2 + 6 + 18);
  return 0;
}
