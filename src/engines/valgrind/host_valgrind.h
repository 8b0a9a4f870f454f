/* SPDX-License-Identifier: MIT */
/*
 * The client requests of valgrind's two race detectors.  Their headers define macros of the same names, so each has a
 * file of its own; a request to the tool that is not running does nothing.
 */
#ifndef LAB_ENGINES_VALGRIND_HOST_VALGRIND_H
#define LAB_ENGINES_VALGRIND_HOST_VALGRIND_H

#include <stddef.h>

/* What a thread did before its release of a key happens before what others do after their acquire of it. */
void lab_helgrind_release(void *key);
void lab_helgrind_acquire(void *key);
void lab_drd_release(void *key);
void lab_drd_acquire(void *key);

/* Accesses to this memory are not looked at. */
void lab_helgrind_hide(void *memory, size_t size);
void lab_drd_hide(void *memory, size_t size);

#endif
