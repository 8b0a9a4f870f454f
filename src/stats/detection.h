/* SPDX-License-Identifier: MIT */
/*
 * What a detector is worth on a variant: whether it reported, held against what is known of the variant.
 *
 * A detector is an engine that reports (ThreadSanitizer, ...), or the explorer, which reports by finding an execution
 * that fails or a data race.  What is known:
 *  - a variant is broken where its name says so, or where it is no fixed one and declares something other than "holds"
 *    for an engine.  A report on it counts as detection, whatever it is of; silence as missed, even where the bug is of
 *    a kind that the detector does not look for;
 *  - on a fixed variant silence is right, and a report false, unless its kind is declared there for some engine;
 *  - of an exercise nothing is known.
 */
#ifndef LAB_STATS_DETECTION_H
#define LAB_STATS_DETECTION_H

#include "stats/record.h"

enum lab_detection {
  LAB_DETECTION_NONE, /* it did not run */
  LAB_DETECTED,
  LAB_DETECTION_MISSED,
  LAB_DETECTION_FALSE,
  LAB_DETECTION_SILENT,  /* rightly */
  LAB_DETECTION_UNKNOWN, /* of an exercise; lab_detection_kind() says whether it reported */
  LAB_DETECTIONS
};

/* "not run", "detected", "missed", "false", "silent", "unknown". */
const char *lab_detection_name(enum lab_detection detection);

/* True for the engines whose reports are compared. */
bool lab_engine_detects(enum lab_engine engine);

enum lab_detection lab_detection_of(const struct lab_record *record);

/* The kind of report that came most often ("data-race", "lost"), NULL where there was none.  Points into the record or
 * static storage. */
const char *lab_detection_kind(const struct lab_record *record);

/* Time that an actor spends in an operation, in ns; of a timed variant, that of a run.  0 where it is not known.  The
 * harness around it is left out: how many states it hands out at a time differs from engine to engine. */
double lab_detection_cost(const struct lab_record *record);

#endif
