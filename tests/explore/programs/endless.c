/* SPDX-License-Identifier: MIT */
/* A loop in which nothing can be scheduled.
 *
 * expect: hang
 * text: without reaching a scheduling point
 */
int main(void) {
  for (;;) {
  }
}
