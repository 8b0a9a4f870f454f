/* SPDX-License-Identifier: MIT */
/* Shared by the two halves of the tsan engine: host_tsan.c (the engine) and host_report.c (the report hook). */
#ifndef LAB_ENGINES_TSAN_HOST_TSAN_H
#define LAB_ENGINES_TSAN_HOST_TSAN_H

#include "host/host.h"

/* From now on reports go to this channel; the runtime is asked to prove that it reports a race at all.  False where
 * it does not: then its silence would mean nothing. */
bool lab_tsan_reports_start(struct lab_channel *channel);

#endif
