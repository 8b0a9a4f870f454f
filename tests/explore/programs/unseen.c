/* SPDX-License-Identifier: MIT */
/* A function of libc that keeps a state of its own.
 *
 * expect: holds
 * unseen: strtok
 */
#include <string.h>

int main(void) {
  char text[] = "a b";
  return strtok(text, " ") == NULL;
}
