/* SPDX-License-Identifier: MIT */
/*
 * Reports of a sanitizer in this process, as data: into the channel, and counted per iteration.
 *
 * For the hooks that a sanitizer's runtime calls with its own locks held: nothing here allocates or locks, and several
 * threads may be in here at once.  Addresses are kept as they are and named later, by the front end.
 */
#ifndef LAB_HOST_REPORTS_H
#define LAB_HOST_REPORTS_H

#include "host/host.h"

/* From now on reports go to this channel. */
void lab_reports_open(struct lab_channel *channel);

/* Keeps of a stack of return addresses, innermost first, those in this executable, as offsets of the call; at most
 * LAB_REPORT_FRAMES.  Returns how many. */
uint32_t lab_reports_frames(void *const *trace, size_t n, uint64_t *frames);

/* The offset of an address in this executable. */
uint64_t lab_reports_offset(const void *address);

/* Adds a report, whose counts are not filled in, to the iteration that the calling thread is in.  Does nothing before
 * lab_reports_open. */
void lab_reports_add(const struct lab_report *report);

/* The engine's `audited`: counts the states first to end - 1 of the batch into which a report fell. */
void lab_reports_audited(struct lab_worker *worker, uint64_t iteration, uint32_t first, uint32_t end);

/* Counts one reported iteration. */
void lab_reports_count(struct lab_counts *counts, uint64_t iteration);

/* Whether anything was reported since the last call. */
bool lab_reports_stale(void);

#endif
