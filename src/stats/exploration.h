/* SPDX-License-Identifier: MIT */
/*
 * What the explorer found of one variant: raw, as src/explore/examine.c reads it from the host's results.
 */
#ifndef LAB_STATS_EXPLORATION_H
#define LAB_STATS_EXPLORATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One search: so many actors, so many operations of each, on this memory. */
struct lab_explored_size {
  unsigned threads;
  unsigned long ops;
  bool tso;        /* x86's store buffers; else sequential consistency */
  bool exhausted;  /* executions stand for all interleavings */
  int preemptions; /* up to so many of them all interleavings were searched, none failed; -1: not even that */
  uint64_t executions, failing; /* that were carried through, and those that ended badly */
  double seconds;
};

/* A kind of ending that was met. */
struct lab_explored_word {
  char word[48]; /* as in declarations: "lost", "deadlock", "0, 1", "data-race" */
  bool bad;
  uint64_t executions; /* of the last size */
};

#define LAB_EXPLORED_SIZES 8
#define LAB_EXPLORED_WORDS 16

struct lab_exploration {
  struct lab_explored_size sizes[LAB_EXPLORED_SIZES]; /* in the order in which they were searched */
  unsigned n_sizes;
  bool failed;    /* the last size has an execution that ends badly; the search ends there */
  uint64_t races; /* distinct pairs of lines that race; none are told where something was called that was not seen */
  struct lab_explored_word words[LAB_EXPLORED_WORDS];
  unsigned n_words;
  /* Every interleaving of the last size, counted one by one; 0: not counted, too many. */
  uint64_t interleavings, failing_interleavings;
  char *schedule; /* actors of the shortest one that fails: "T1 T2 T2 T1", or NULL */
  char *token;    /* to replay it, or NULL */
  char *sentence; /* what goes wrong in it, or NULL */
  char *unseen;   /* calls whose insides were not searched: "ck_epoch_poll(), ck_epoch_barrier()", or NULL */
};

/* NULL where there is no memory; freed with lab_exploration_free. */
struct lab_exploration *lab_exploration_new(void);
struct lab_exploration *lab_exploration_copy(const struct lab_exploration *exploration);
void lab_exploration_free(struct lab_exploration *exploration);

/* True where every size was searched to its end (or to its failure). */
bool lab_exploration_exhausted(const struct lab_exploration *exploration);

/* "2 x 1", "3 x 1 on tso". */
const char *lab_explored_size_text(char *text, size_t room, const struct lab_explored_size *size);

/*
 * What came out, in a clause: "lost in 4 of 6 interleavings of 2 x 1, shortest T1 T2 T2 T1", "proved for 2 x 1, 2 x 2,
 * 2 x 2 on tso", "no failure in 12,345 executions; 2 x 2 only up to 2 preemptions in 0.5 s".  Data races stand beside
 * it: "2 data races; but for that proved for 2 x 1".
 */
void lab_exploration_text(char *text, size_t room, const struct lab_exploration *exploration);

#endif
