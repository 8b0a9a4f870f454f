/* SPDX-License-Identifier: MIT */
/* A call that leaves the process.
 *
 * expect: not-modelled
 * text: the program calls socket()
 */
#include <sys/socket.h>

int main(void) { return socket(1, 1, 0); }
