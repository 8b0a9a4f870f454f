/* SPDX-License-Identifier: MIT */
/*
 * Loops that wait.  An actor that comes back to the same access with the same local state, having written nothing
 * since, and with every value that it read in between unchanged, would do the same again for ever.  It is not enabled
 * until one of those values changes.
 *
 * An execution in which such a loop turned in vain leaves the same state as the one in which the actor looked later,
 * so the exhaustive strategies abandon it as soon as the value changes (LAB_END_FUTILE): the steps up to the change
 * have by then been compared with the reads, which is what makes the other execution explored.
 */
#ifndef LAB_EXPLORE_SPIN_H
#define LAB_EXPLORE_SPIN_H

#include "engines/explore/engine.h"

/*
 * A loop that counts its turns, or otherwise is in another state each time, is not known to repeat itself.  After a few
 * turns others are tried first; after this many the actor waits as long as another can go on, and that is not all
 * interleavings any more.
 */
enum { LAB_SPIN_FEW = 3, LAB_SPIN_TURNS = 64 };

/*
 * Hash of an actor's local state: its registers, its stack from the frame of its announced operation up.  0 where
 * nobody has ever come back to this access without writing in between: then it is not needed, and it costs time.  The
 * first one who does makes the search start over (lab_search.restart).
 */
uint64_t lab_spin_local(const struct lab_actor *actor);

/*
 * The actor has announced a read: marks it as spun if it would only repeat itself.  Returns true if it has been
 * through a loop in vain but something has changed meanwhile, so that the next time may be different.
 */
bool lab_spin_check(const struct lab_actor *actor);

/* How often the actor has been where it is about to be again, having done nothing in between that others could see. */
int lab_spin_turns(const struct lab_actor *actor);

/* Spun actors whose values have changed are let go.  Returns true if there was one. */
bool lab_spin_release(void);

/* The loop that turned in vain, when an execution ends with LAB_END_FUTILE: the actor's steps since (and with) from. */
struct lab_spin_loop {
  unsigned actor;
  int32_t from;
};
extern struct lab_spin_loop lab_spin_futile;

/* The execution was set back to this depth: what was found from there on is forgotten, the rest is marked again. */
void lab_spin_restore(uint32_t depth);

#endif
