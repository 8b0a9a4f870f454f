/* SPDX-License-Identifier: MIT */
/* What is written down of every step when a schedule is replayed to be shown. */
#ifndef LAB_EXPLORE_SHOW_H
#define LAB_EXPLORE_SHOW_H

#include "engines/explore/engine.h"
#include <lab/lab.h>

#define LAB_SHOW_PENDING 4u
#define LAB_SHOW_HELD 8u

struct lab_shown {
  struct lab_step step;
  uint64_t after;                 /* value of the bytes after the step */
  int64_t watched[LAB_WATCH_MAX]; /* after the step */
  int32_t from;                   /* shown step that wrote what this one reads, -1: none */
  uint32_t waiters;               /* of a signal or broadcast: how many it finds waiting */
  uint32_t row;                   /* its number among the rows that are shown, 0: none */
  bool buffered;                  /* a store that went to the buffer */
  uint32_t n_held;                /* locks that the actor holds after the step; the first few follow */
  uintptr_t held[LAB_SHOW_HELD];  /* in the order in which it took them */
  uint32_t n_pending;             /* entries in the actor's buffer after the step; the first few follow */
  struct {
    uintptr_t address;
    uint64_t value;
    uint32_t length;
  } pending[LAB_SHOW_PENDING];
};

struct lab_show {
  struct lab_shown *all;
  uint32_t n;
};
extern struct lab_show lab_show;

void lab_show_begin(void);
void lab_show_step(const struct lab_step *step);                                   /* chosen, not yet performed */
void lab_show_store(const struct lab_actor *actor, const struct lab_store *store); /* went to the buffer */
void lab_show_end(void);

#endif
