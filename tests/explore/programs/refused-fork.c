/* SPDX-License-Identifier: MIT */
/* A call that leaves the process.
 *
 * expect: not-modelled
 * text: the program calls fork(), which the explorer does not model: another process
 */
#include <unistd.h>

int main(void) { return fork(); }
