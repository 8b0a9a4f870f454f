/* SPDX-License-Identifier: MIT */
/*
 * The counts of one host, taken out of memory that lab code may write over.
 */
#ifndef LAB_SUPERVISE_HARVEST_H
#define LAB_SUPERVISE_HARVEST_H

#include "stats/record.h"
#include "supervise/host_process.h"

/* Everything that a host has counted since its start. */
struct lab_harvest {
  struct lab_counts counts;
  double sweep_ns, sweep_ops;
  struct lab_role_time role_times[LAB_ROLES_MAX];
  struct lab_report reports[LAB_REPORTS_MAX];
  unsigned n_reports;
  uint64_t reports_dropped;
};

/*
 * Takes a new harvest of a host that is between slices, or dead.  end is the highest iteration commanded so far plus
 * one, commanded how many there were in all.  False where the memory cannot be believed: its fixed words are wrong,
 * a count has gone back or is impossible; *harvest is then as it was.
 */
bool lab_harvest_take(struct lab_harvest *harvest, const struct lab_host *host, uint64_t end, uint64_t commanded);

/* Adds it to a record. */
void lab_harvest_merge(struct lab_record *record, const struct lab_harvest *harvest);

/* Adds one report to a table of them; those of the same kind at the same places are merged. */
void lab_report_merge(struct lab_report *reports, unsigned *n_reports, uint64_t *dropped,
                      const struct lab_report *report);

#endif
