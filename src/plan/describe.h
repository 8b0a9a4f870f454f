/* SPDX-License-Identifier: MIT */
/*
 * Reads what a host says of its variants ("lab-describe/1"; written by src/host/registry.c).  A host may be built by
 * anybody against any version, so nothing is taken on trust.
 */
#ifndef LAB_PLAN_DESCRIBE_H
#define LAB_PLAN_DESCRIBE_H

#include "plan/catalog.h"

/*
 * Appends the variants of the document to the catalog, hosts being the directory that it came from.  On an error
 * nothing is appended, and error says what is wrong and where.  Variants whose file name does not say what they are
 * (lab_role_find) are noted, except files given by path, which may be called anything.
 */
bool lab_describe_read(struct lab_catalog *catalog, const char *text, size_t size, const char *hosts,
                       struct lab_error *error);

/*
 * Sets the role of a variant from its name: broken, broken-<how>, fixed-<how>, exercise; timed variants have other
 * names too.  False where that says nothing and what it declares decides: it is broken where it expects a bug of any
 * engine, fixed where it expects none, and an exercise, which nothing is held against, where it declares nothing.
 */
bool lab_role_find(struct lab_info *info);

/* Adds a note to the catalog. */
void lab_catalog_note(struct lab_catalog *catalog, bool loud, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Frees what one variant owns. */
void lab_info_clear(struct lab_info *info);

#endif
