/* SPDX-License-Identifier: MIT */
/* A write behind a block.
 *
 * expect: heap-buffer-overflow
 * text: write of 1 byte past the end of a block of 16 bytes
 */
#include <stdlib.h>

int main(void) {
  char *block = malloc(16);
  block[16] = 1;
  return 0;
}
