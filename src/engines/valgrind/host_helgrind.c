/* SPDX-License-Identifier: MIT */
/* Requests to Helgrind. */
#include "engines/valgrind/host_valgrind.h"
#include <valgrind/helgrind.h>

void lab_helgrind_release(void *key) { ANNOTATE_HAPPENS_BEFORE(key); }
void lab_helgrind_acquire(void *key) { ANNOTATE_HAPPENS_AFTER(key); }
void lab_helgrind_hide(void *memory, size_t size) { VALGRIND_HG_DISABLE_CHECKING(memory, size); }
