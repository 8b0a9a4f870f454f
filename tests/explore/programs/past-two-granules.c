/* SPDX-License-Identifier: MIT */
/* A copy that begins inside a block and ends two bytes behind it: nothing of it lies in a granule that is all dead.
 *
 * expect: heap-buffer-overflow
 * text: past the end of a block of 20 bytes
 */
#include <stdlib.h>
#include <string.h>

int main(void) {
  char *block = malloc(20);
  memcpy(block + 10, "12 characters", 12);
  return block[10] == '1' ? 0 : 1;
}
