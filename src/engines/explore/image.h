/* SPDX-License-Identifier: MIT */
/*
 * Resetting everything that the program can see, so that every execution starts alike.
 *
 * The program's data and bss are write-protected at first; the fault that a first write to a page causes marks the
 * page, and marked pages are copied back before every execution.  This also sees writes that no hook announces (libc,
 * inline assembly).  Heaps are reset by forgetting them: fresh blocks are filled by malloc.
 */
#ifndef LAB_EXPLORE_IMAGE_H
#define LAB_EXPLORE_IMAGE_H

#include "engines/explore/engine.h"

/* Takes the image to go back to; call once, before the first execution. */
void lab_image_open(void);

/* Back to the image, with no actors. */
void lab_image_reset(void);

/* From the fault handler: true if the fault was the first write to a page of the program's data. */
bool lab_image_fault(uintptr_t address);

/* Makes a range writable for system calls, which fail instead of faulting. */
void lab_image_open_range(uintptr_t address, size_t length);

/* Calls visit for each stretch of data that is written to, until one returns false. */
bool lab_image_each(bool (*visit)(void *context, char *at, uint32_t length), void *context);

#endif
