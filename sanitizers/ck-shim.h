/* SPDX-License-Identifier: MIT */
/*
 * Makes Concurrency Kit visible: with -include sanitizers/ck-shim.h, a file that includes ck's own headers gets every
 * ck_pr_* operation as an atomic builtin of the compiler, in its own code and inside ck's structures, and a file that
 * includes <lab/ck.h> gets them without its annotations.
 *
 * For engines that schedule ck's steps, for sources of ck itself, and for the test that the annotations of <lab/ck.h>
 * hide nothing.  Reads that ck does before it owns what it reads (mpmc rings, mpmc queues and stacks whose entries are
 * used again, sequences) are reported as what they are by the letter of C11: data races.
 */
#ifndef LAB_CK_SHIM_H
#define LAB_CK_SHIM_H

#ifndef LAB_CK_VISIBLE
#define LAB_CK_VISIBLE 1
#endif
#include <lab/ck_pr_atomic.h>

#endif
