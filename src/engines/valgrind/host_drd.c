/* SPDX-License-Identifier: MIT */
/* Requests to DRD. */
#include "engines/valgrind/host_valgrind.h"
#include <valgrind/drd.h>

void lab_drd_release(void *key) { ANNOTATE_HAPPENS_BEFORE(key); }
void lab_drd_acquire(void *key) { ANNOTATE_HAPPENS_AFTER(key); }

void lab_drd_hide(void *memory, size_t size) {
  VALGRIND_DO_CLIENT_REQUEST_STMT(VG_USERREQ__DRD_START_SUPPRESSION, memory, size, 0, 0, 0);
}
