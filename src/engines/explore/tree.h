/* SPDX-License-Identifier: MIT */
/*
 * Depth-first search over paths: what dfs, dpor and bounded search have in common.
 *
 * A node stands for a depth of the current path: which entities were enabled there, which are to be tried (todo),
 * which have been (done), and, for dpor, which need not be (asleep).
 */
#ifndef LAB_EXPLORE_TREE_H
#define LAB_EXPLORE_TREE_H

#include "engines/explore/engine.h"

struct lab_node {
  bool choice;       /* values 0 .. n-1 instead of entities */
  bool glued;        /* within lab_atomic_begin and lab_atomic_end: nobody else may go */
  bool preemptive;   /* the entity that took the step before could have gone on */
  uint16_t n, value; /* of a choice */
  uint16_t runner;   /* who took the step before */
  uint16_t cost;     /* preemptions up to here */
};

struct lab_tree {
  struct lab_node *nodes;
  uint64_t *sets;  /* per depth: enabled, todo, done, asleep */
  uint32_t forced; /* depth at which `forced_choice` is to be taken, UINT32_MAX: none */
  uint16_t forced_choice;
  uint32_t top; /* nodes in use: depths 0 .. top - 1 */
};
extern struct lab_tree lab_tree;

enum lab_node_set { LAB_ENABLED, LAB_TODO, LAB_DONE, LAB_ASLEEP, LAB_NODE_SETS };
uint64_t *lab_tree_set(uint32_t depth, enum lab_node_set which);

void lab_tree_begin(void); /* an execution begins */
void lab_tree_clear(void); /* a search begins */
bool lab_tree_is_forced(uint32_t depth);
struct lab_node *
lab_tree_push(const uint64_t *enabled); /* a new node at the current depth; sets other than enabled are empty */
unsigned lab_tree_pick(unsigned n);     /* strategy->pick for all of them */
bool lab_tree_next(void);               /* sets the next path; false: all done */

#endif
