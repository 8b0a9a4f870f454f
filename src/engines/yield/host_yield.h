/* SPDX-License-Identifier: MIT */
#ifndef LAB_ENGINES_YIELD_HOST_YIELD_H
#define LAB_ENGINES_YIELD_HOST_YIELD_H

/* Called before every announced access; gives up the CPU now and then. Any thread. */
void lab_yield_maybe(void);

#endif
