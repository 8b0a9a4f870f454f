/* SPDX-License-Identifier: MIT */
/* What is printed is read.
 *
 * expect: holds
 * races: those of the lines marked
 */
#include <pthread.h>
#include <stdio.h>

static char name[8] = "one";

static void *print(void *unused) {
  printf("%d%% of %s, %.2f\n", 50, name, 0.5);                      /* no text where there is a precision */
  printf("%5ld %lld %p %c %s\n", 1L, 2LL, (void *)name, 'c', name); /* races */
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, print, NULL);
  name[0] = 'O'; /* races */
  pthread_join(thread, NULL);
  return 0;
}
