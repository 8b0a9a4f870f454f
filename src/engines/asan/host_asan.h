/* SPDX-License-Identifier: MIT */
/* Shared by the two halves of the asan engine: host_asan.c (the engine) and host_report.c (the report hooks). */
#ifndef LAB_ENGINES_ASAN_HOST_ASAN_H
#define LAB_ENGINES_ASAN_HOST_ASAN_H

#include "host/host.h"

/* From now on reports go to this channel; the runtime is asked to prove that it reports a use after free at all.
 * False where it does not: then its silence would mean nothing. */
bool lab_asan_reports_start(struct lab_channel *channel);

/* By each worker, once: from now on reports about memory that it freed name it. */
void lab_asan_reports_introduce(const struct lab_worker *worker);

#endif
