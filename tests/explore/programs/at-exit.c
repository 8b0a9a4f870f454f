/* SPDX-License-Identifier: MIT */
/* What atexit() was told runs, latest first, in every execution once.
 *
 * expect: exit 4
 */
#include <stdlib.h>

static int n;

static void first(void) {
  if (n == 1)
    _Exit(4);
}
static void second(void) { n++; }

int main(void) {
  atexit(first);
  atexit(second);
  return 0;
}
