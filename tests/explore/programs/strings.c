/* SPDX-License-Identifier: MIT */
/* Functions of libc read and write memory too.
 *
 * expect: holds
 * races: those of the lines marked
 */
#include <pthread.h>
#include <string.h>

static char name[32];
static size_t length;

static void *rename_it(void *unused) {
  const char *text = "something longer";
  // what is not instrumented is libc's
  strcpy(name, text); /* races */
  return unused;
}

int main(void) {
  pthread_t thread;
  char copy[32];
  pthread_create(&thread, NULL, rename_it, NULL);
  length = strlen(name);           /* races */
  memcpy(copy, name, sizeof copy); /* races */
  pthread_join(thread, NULL);
  return 0;
}
