/* SPDX-License-Identifier: MIT */
/*
 * The witness: a submission some pieces of which are falsified, as its rubric says.
 *
 * Where what an audit judges is observed by the actors, a submission could leave out the observing, or let an actor
 * look at something that nobody else writes, and everything would hold.  So the program is compiled once more with, for
 * instance, a writer that writes what does not fit together: if the observer still finds nothing, in no interleaving,
 * it does not observe what it should.
 */
#ifndef LAB_GRADE_WITNESS_H
#define LAB_GRADE_WITNESS_H

#include "grade/intake.h"
#include "grade/rubric.h"

/* Writes the falsified source to path.  Error 3 where it cannot be written. */
bool lab_witness_write(const char *path, const struct lab_handed_in *handed, const struct lab_rubric *rubric,
                       struct lab_error *error);

#endif
