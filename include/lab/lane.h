/* SPDX-License-Identifier: MIT */
/*
 * What the timing diagram of a timed lab is drawn from: spans of work and of waiting, in lanes.
 *
 * A lane is a line of the diagram, and belongs to one actor at a time.  A thread or process that says nothing of lanes
 * has one of its own, in the order of first use; lab_lane() chooses another one, which is how an event loop, whose
 * tasks share a thread, gives a lane to each.  The functions of lab/unit.h and lab/http.h record by themselves, so a
 * listing mostly needs none of these.
 *
 * Callable from any thread and any process that the lab has forked; lock-free.  What exceeds the room (LAB_LANES_MAX
 * lanes, LAB_SPANS_MAX spans in one iteration) is counted and not drawn.  A lane is used by one thread at a time.
 */
#ifndef LAB_LANE_H
#define LAB_LANE_H

#include <stdint.h>

#define LAB_LANES_MAX 64
#define LAB_SPANS_MAX 2048
#define LAB_SPAN_TEXT 16

enum lab_span_kind { LAB_SPAN_WORK, LAB_SPAN_WAIT };

/* What this thread does from here on is drawn in lane `index` (from 0), named "who 1" for index 0, and so on. */
void lab_lane(const char *who, unsigned index);

/* Begins a span in this thread's lane, and ends the one that is under way there.  text: a word on it, or NULL. */
void lab_lane_work(const char *text);
void lab_lane_wait(const char *text);

/* Ends the span that is under way in this thread's lane, if there is one. */
void lab_lane_end(void);

#endif
