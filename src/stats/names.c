/* SPDX-License-Identifier: MIT */
#include "stats/summary.h"

/* Unsigned, so that a value from a corrupted record is out of range on one side only. */
static const char *name_of(const char *const *names, unsigned count, unsigned index) {
  return index < count ? names[index] : "unknown";
}

const char *lab_tally_name(enum lab_tally tally) {
  static const char *const names[LAB_TALLIES] = {
      [LAB_LOST] = LAB_LOSES_UPDATES,      [LAB_DUPLICATED] = LAB_DUPLICATES,
      [LAB_CROSSED] = LAB_CROSSES,         [LAB_TORN] = LAB_TEARS,
      [LAB_STALE] = LAB_GOES_STALE,        [LAB_OVERDRAWN] = LAB_OVERDRAWS,
      [LAB_OVERADMITTED] = LAB_OVERADMITS, [LAB_OUT_OF_ORDER] = LAB_DISORDERS};
  return name_of(names, LAB_TALLIES, (unsigned)tally);
}

const char *lab_incident_name(enum lab_incident incident) {
  static const char *const names[LAB_INCIDENTS] = {
      [LAB_INCIDENT_CRASH] = LAB_CRASH,   [LAB_INCIDENT_EXIT] = LAB_EXIT,
      [LAB_INCIDENT_HANG] = LAB_HANG,     [LAB_INCIDENT_DEADLOCK] = LAB_DEADLOCK,
      [LAB_INCIDENT_CORRUPT] = "corrupt", [LAB_INCIDENT_FLOOD] = "output-flood"};
  return name_of(names, LAB_INCIDENTS, (unsigned)incident);
}

const char *lab_verdict_name(enum lab_verdict verdict) {
  static const char *const names[] = {[LAB_AS_DECLARED] = "as declared",     [LAB_UNDECLARED] = "nothing declared",
                                      [LAB_NOT_SEEN] = "not seen here",      [LAB_CANNOT_JUDGE] = "cannot judge here",
                                      [LAB_COULD_NOT_RUN] = "could not run", [LAB_NOT_AS_DECLARED] = "NOT as declared"};
  return name_of(names, sizeof names / sizeof *names, (unsigned)verdict);
}
