/* SPDX-License-Identifier: MIT */
/*
 * The rules of an assignment, held against the tokens of a submission before anything of it is compiled.
 *
 *  - nothing that reaches around the language: assembly, attributes, pragmas, names of the compiler or the harness;
 *  - no conditional compilation, no include but of a few headers, no macro that renames what the hand-out or the
 *    harness uses, or makes a string of its source;
 *  - the harness is called by what was handed out, not by the submission, beyond lab_self() and lab_actors(): from what
 *    it counts one could tell the control (control.h);
 *  - what judges stays as handed out: the audit and what it alone calls, the table but for the members that a fix may
 *    need (setup, begin, finish, teardown, per_actor, exclusive, watch, title), macros and enumerations, and what the
 *    rubric names.
 *
 * Structs, the actors and all other functions may be changed, and new ones added.  Which functions are called is judged
 * by the symbols of the object, see symbols.h.
 */
#ifndef LAB_GRADE_RULES_H
#define LAB_GRADE_RULES_H

#include "grade/outline.h"
#include "grade/rubric.h"

/* harness: the tokens of its headers.  False with error (code 1) set, in words for a student, where a rule is broken.
 */
bool lab_rules_check(const struct lab_outline *handout, const struct lab_tokens *harness,
                     const struct lab_outline *submission, const struct lab_rubric *rubric, struct lab_error *error);

/* Whether what a rubric wants to stay is there.  Error 2 says what is not in the hand-out. */
bool lab_rules_fit(const struct lab_outline *handout, const struct lab_rubric *rubric, struct lab_error *error);

#endif
