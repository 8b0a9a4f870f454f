/* SPDX-License-Identifier: MIT */
/*
 * Lanes and spans, in memory that the host, the processes it forks and the front end share.
 *
 * Nothing here may be visible to a sanitizer: it would order the actors, or report the harness.  So this file is not
 * instrumented, and calls no function that a sanitizer's runtime intercepts (memcpy and strcpy are; hence the loops).
 */
#define _GNU_SOURCE
#include "labkit/labkit.h"
#include <lab/unit.h>
#include <time.h>
#include <unistd.h>

static struct lab_timing *timing;
static unsigned unit_us = 5000;

/* Which lane this thread is in; valid for the process and the round that it was set in. */
static _Thread_local struct {
  unsigned round;
  pid_t pid;
  unsigned lane;
  bool chosen;
} here;

uint64_t lab_kit_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

void lab_kit_start(struct lab_timing *into, unsigned microseconds) {
  timing = into;
  unit_us = microseconds;
}

uint64_t lab_kit_begin(void) {
  for (unsigned l = 0; l < LAB_LANES_MAX; l++) {
    atomic_store(&timing->lanes[l].open, 0);
    timing->lanes[l].name[0] = '\0';
  }
  atomic_store(&timing->n_lanes, 0);
  atomic_store(&timing->n_spans, 0);
  atomic_fetch_add(&timing->round, 1);
  timing->duration_ns = 0;
  timing->start_ns = lab_kit_now_ns();
  atomic_store(&timing->recording, 1);
  return timing->start_ns;
}

uint64_t lab_kit_end(void) {
  timing->duration_ns = lab_kit_now_ns() - timing->start_ns;
  return timing->duration_ns;
}

void lab_kit_seal(void) { atomic_store(&timing->recording, 0); }

static bool recording(void) { return timing && atomic_load_explicit(&timing->recording, memory_order_relaxed); }

/* Bounded copy, character by character. */
static void put(char *to, size_t size, const char *from) {
  volatile char *out = to;
  size_t n = 0;
  for (; from && from[n] && n + 1 < size; n++)
    out[n] = from[n];
  out[n] = '\0';
}

static void put_name(char *to, size_t size, const char *who, unsigned number) {
  char text[32], digits[12];
  size_t n = 0, d = sizeof digits - 1;
  digits[d] = '\0';
  do {
    digits[--d] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  for (; who[n] && n < 16; n++)
    text[n] = who[n];
  text[n++] = ' ';
  put(text + n, sizeof text - n, digits + d);
  put(to, size, text);
}

static void enter(unsigned lane, bool chosen) {
  here.round = atomic_load(&timing->round);
  here.pid = getpid();
  here.lane = lane;
  here.chosen = chosen;
}

void lab_lane(const char *who, unsigned index) {
  if (!recording())
    return;
  enter(index, true);
  unsigned known = atomic_load(&timing->n_lanes);
  while (known < index + 1 && !atomic_compare_exchange_weak(&timing->n_lanes, &known, index + 1))
    ;
  if (index < LAB_LANES_MAX && !timing->lanes[index].name[0])
    put_name(timing->lanes[index].name, sizeof timing->lanes[index].name, who, index + 1);
}

/* This thread's lane; a thread, or a forked child, that has none gets the next. */
static unsigned lane_of_thread(void) {
  const unsigned round = atomic_load(&timing->round);
  if (here.round == round && here.pid == getpid())
    return here.lane;
  const unsigned lane = atomic_fetch_add(&timing->n_lanes, 1);
  enter(lane, false);
  if (lane < LAB_LANES_MAX)
    put_name(timing->lanes[lane].name, sizeof timing->lanes[lane].name, "actor", lane + 1);
  return lane;
}

static void end_open(unsigned lane, uint64_t now) {
  const unsigned open = atomic_exchange(&timing->lanes[lane].open, 0);
  if (open > 0)
    timing->spans[open - 1].end_ns = now;
}

static void begin(enum lab_span_kind kind, const char *text) {
  if (!recording())
    return;
  const unsigned lane = lane_of_thread();
  if (lane >= LAB_LANES_MAX)
    return;
  const uint64_t now = lab_kit_now_ns() - timing->start_ns;
  end_open(lane, now);
  const unsigned index = atomic_fetch_add(&timing->n_spans, 1);
  if (index >= LAB_SPANS_MAX)
    return;
  struct lab_span *span = &timing->spans[index];
  span->begin_ns = now;
  span->end_ns = 0;
  span->lane = lane;
  span->kind = kind;
  put(span->text, sizeof span->text, text);
  atomic_store(&timing->lanes[lane].open, index + 1);
}

void lab_lane_work(const char *text) { begin(LAB_SPAN_WORK, text); }
void lab_lane_wait(const char *text) { begin(LAB_SPAN_WAIT, text); }

void lab_lane_end(void) {
  if (!recording())
    return;
  const unsigned lane = lane_of_thread();
  if (lane < LAB_LANES_MAX)
    end_open(lane, lab_kit_now_ns() - timing->start_ns);
}

/* -- The unit of time. -- */
unsigned lab_unit_us(void) { return unit_us; }

uint64_t lab_units_ms(unsigned units) { return ((uint64_t)units * unit_us + 999) / 1000; }

void lab_sleep_units(unsigned units) {
  const uint64_t ns = (uint64_t)units * unit_us * 1000;
  struct timespec left = {.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)};
  lab_lane_wait(NULL);
  while (nanosleep(&left, &left) != 0)
    ;
  lab_lane_end();
}
