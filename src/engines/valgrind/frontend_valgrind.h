/* SPDX-License-Identifier: MIT */
/*
 * Hosts under valgrind, seen from the front end: what they are started with, and what valgrind wrote of them.
 */
#ifndef LAB_ENGINES_VALGRIND_FRONTEND_VALGRIND_H
#define LAB_ENGINES_VALGRIND_FRONTEND_VALGRIND_H

#include "stats/record.h"

#define LAB_VALGRIND_WORDS 20

/* Whether hosts of this directory can be run under valgrind; false with a reason, and what to do about it. */
bool lab_valgrind_ready(const char *hosts, char *why, size_t why_size);

/* The words that the command of a host stands behind: this tool of valgrind writes its XML document to the descriptor.
 * Returns how many.  Static storage, until the next call. */
size_t lab_valgrind_command(const char *tool, int descriptor, const char *words[LAB_VALGRIND_WORDS]);

/*
 * Takes the reports out of the XML document (protocol version 4, valgrind's docs/internals/xml-output-protocol4.txt) in
 * a descriptor, from its beginning; it may break off.  They are added to the record's, by address; of frames, those in
 * an executable of this name are kept.  reported is the number of iterations that this host counted as reported: a
 * report's own are not known, and taken to be as many as there were reports, but no more than those.
 */
void lab_valgrind_read(struct lab_record *record, int descriptor, const char *executable, uint64_t reported);

#endif
