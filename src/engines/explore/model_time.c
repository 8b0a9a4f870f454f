/* SPDX-License-Identifier: MIT */
/*
 * Time is virtual: it stands still but for sleeps and waits that time out, and for looking at a clock, which each move
 * it on.  Who looks dozens of times waits for it to pass, and it goes faster and faster.
 * A sleep orders nothing, so it is no scheduling point: every interleaving that it could hide is explored anyway.
 */
#include "engines/explore/hooks.h"
#include "engines/explore/model.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define START_S 1700000000u
#define YEAR_S 31536000u
#define LOOK_NS UINT64_C(1000)
#define LOOKS_MAX 60u    /* from here on time does not go faster */
#define SLEEPS_MAX 1000u /* without a step */

static void pass(uint64_t ns) {
  lab_exec.now_ns += ns;
  lab_exec.me->streak = 0;
  lab_exec.me->hooks++;
}

/*
 * Looked at by who sleeps again and again, so that others come to their turn.  Named in traces; weak, since a program
 * may have a variable that is called like it.
 */
extern char virtual_clock;
__attribute__((weak)) char virtual_clock = 0;

static void sleep_on(uintptr_t pc, uintptr_t frame) {
  struct lab_actor *me = lab_exec.me;
  lab_hook_count_since_step(me);
  if (++me->sleeps < SLEEPS_MAX || lab_exec.quiet || lab_exec.n_alive < 2)
    return;
  lab_arena_share((uintptr_t)&virtual_clock, sizeof virtual_clock);
  lab_hook_access((uintptr_t)&virtual_clock, sizeof virtual_clock, false, pc, frame);
}

static int sleep_for(uint64_t ns, uintptr_t pc, uintptr_t frame) {
  pass(ns);
  lab_exec.me->yielded = lab_exec.me->last + 1;
  lab_exec.me->looks = 0;
  sleep_on(pc, frame);
  return 0;
}

void lab_time_reach(const struct timespec *until) {
  if (!until || until->tv_sec < (time_t)START_S || until->tv_sec - (time_t)START_S > (time_t)YEAR_S)
    return;
  uint64_t ns = (uint64_t)(until->tv_sec - (time_t)START_S) * 1000000000u + (uint64_t)until->tv_nsec;
  lab_exec.now_ns = lab_exec.now_ns > ns ? lab_exec.now_ns : ns;
}

int lab_time_late(int result, const struct timespec *until) {
  if (result)
    lab_time_reach(until);
  return result;
}

unsigned lab_model_sleep(unsigned seconds);
unsigned lab_model_sleep(unsigned seconds) {
  return (unsigned)sleep_for((uint64_t)seconds * 1000000000u, LAB_PC(), LAB_FRAME());
}
int lab_model_usleep(useconds_t us);
int lab_model_usleep(useconds_t us) { return sleep_for((uint64_t)us * 1000u, LAB_PC(), LAB_FRAME()); }
int lab_model_nanosleep(const struct timespec *wanted, struct timespec *left);
int lab_model_nanosleep(const struct timespec *wanted, struct timespec *left) {
  (void)left;
  return sleep_for((uint64_t)wanted->tv_sec * 1000000000u + (uint64_t)wanted->tv_nsec, LAB_PC(), LAB_FRAME());
}
int lab_model_clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left);
int lab_model_clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left) {
  (void)clock;
  if (!(flags & TIMER_ABSTIME))
    return lab_model_nanosleep(wanted, left);
  lab_time_reach(wanted);
  return sleep_for(0, LAB_PC(), LAB_FRAME());
}
int lab_model_thrd_sleep(const struct timespec *wanted, struct timespec *left);
int lab_model_thrd_sleep(const struct timespec *wanted, struct timespec *left) {
  return lab_model_nanosleep(wanted, left);
}

/* What a loop finds here is not the same each time: a look counts as a write. */
static uint64_t look(void) {
  struct lab_actor *me = lab_exec.me;
  me->looks += me->looks < LOOKS_MAX;
  me->writes++;
  pass(LOOK_NS << me->looks / 2);
  lab_search.limits |= LAB_LIMIT_CLOCK;
  return lab_exec.now_ns;
}

int lab_model_clock_gettime(clockid_t clock, struct timespec *t);
int lab_model_clock_gettime(clockid_t clock, struct timespec *t) {
  (void)clock;
  uint64_t now = look();
  *t = (struct timespec){.tv_sec = (time_t)(START_S + now / 1000000000u), .tv_nsec = (long)(now % 1000000000u)};
  return 0;
}
int lab_model_timespec_get(struct timespec *t, int base);
int lab_model_timespec_get(struct timespec *t, int base) {
  lab_model_clock_gettime(CLOCK_REALTIME, t);
  return base;
}
int lab_model_gettimeofday(struct timeval *t, void *zone);
int lab_model_gettimeofday(struct timeval *t, void *zone) {
  (void)zone;
  uint64_t now = look();
  *t = (struct timeval){.tv_sec = (time_t)(START_S + now / 1000000000u), .tv_usec = (long)(now % 1000000000u / 1000u)};
  return 0;
}
time_t lab_model_time(time_t *t);
time_t lab_model_time(time_t *t) {
  time_t now = (time_t)(START_S + look() / 1000000000u);
  if (t)
    *t = now;
  return now;
}
clock_t lab_model_clock(void);
clock_t lab_model_clock(void) { return (clock_t)(look() / 1000u); }
