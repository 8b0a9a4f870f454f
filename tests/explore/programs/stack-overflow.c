/* SPDX-License-Identifier: MIT */
/* Recursion without an end.
 *
 * expect: crash
 * text: stack overflow
 */
static volatile int zero;
static int deeper(int n) {
  volatile char room[4096];
  room[0] = (char)n;
  return zero ? 0 : deeper(n + 1) + room[0];
}

int main(void) { return deeper(0); }
