/* SPDX-License-Identifier: MIT */
/* A call that leaves the process.
 *
 * expect: not-modelled
 * text: the program calls raise()
 */
#include <signal.h>

int main(void) { return raise(10); }
