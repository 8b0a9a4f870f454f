/* SPDX-License-Identifier: MIT */
/* Addresses of the program that is explored, which its host makes and the front end names: an actor's stack, then its
 * heap, in a slot of its own; behind the slots what did not fit. */
#ifndef LAB_EXPLORE_LAYOUT_H
#define LAB_EXPLORE_LAYOUT_H

#include <stdint.h>

#define LAB_ARENA_BASE UINT64_C(0x200000000000)
#define LAB_SLOT_SHIFT 24
#define LAB_SLOT_SIZE (UINT64_C(1) << LAB_SLOT_SHIFT)
#define LAB_STACK_SIZE (UINT64_C(8) << 20) /* what Linux gives by default */
#define LAB_OVERFLOW_SIZE (UINT64_C(1) << 30)

#endif
