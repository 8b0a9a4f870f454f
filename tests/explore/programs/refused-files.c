/* SPDX-License-Identifier: MIT */
/* A call that leaves the process.
 *
 * expect: not-modelled
 * text: the program calls fopen()
 */
#include <stdio.h>

int main(void) { return fopen("x", "r") != 0; }
