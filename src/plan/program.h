/* SPDX-License-Identifier: MIT */
#ifndef LAB_PLAN_PROGRAM_H
#define LAB_PLAN_PROGRAM_H

/* Path of the first of these programs (NULL ends them) that is in PATH, or NULL.  Static storage, until the next call;
 * not thread-safe. */
const char *lab_program_find(const char *const *names);

#endif
