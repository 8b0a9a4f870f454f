/* SPDX-License-Identifier: MIT */
/* A call that leaves the process.
 *
 * expect: not-modelled
 * text: the program calls getchar()
 */
#include <stdio.h>

int main(void) { return getchar(); }
