/* SPDX-License-Identifier: MIT */
/*
 * The temporary tree that files given by path are built in (see build.h).
 */
#ifndef LAB_BUILD_TREE_H
#define LAB_BUILD_TREE_H

#include "build/build.h"

/*
 * Makes an empty tree, lab-XXXXXX in TMPDIR or /tmp; the absolute path, in static storage, is its one per process.  It
 * is removed when the process ends by exit(3), and lab_tree_remove can be called before; a process that is killed
 * leaves it to the janitor (supervise.h), if that was started after this.
 */
const char *lab_tree_make(struct lab_error *error);

/* Removes the tree of lab_tree_make, if there is one.  Links in it are not followed. */
void lab_tree_remove(void);

/* Adds the link to a source, which no other source of the tree is called like. */
bool lab_tree_add(const char *tree, const struct lab_build_source *source, struct lab_error *error);

#endif
