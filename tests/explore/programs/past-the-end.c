/* SPDX-License-Identifier: MIT */
/* A write behind a block.
 *
 * expect: heap-use-after-free
 * text: outside of any allocated block
 */
#include <stdlib.h>

int main(void) {
  char *block = malloc(16);
  block[16] = 1;
  return 0;
}
