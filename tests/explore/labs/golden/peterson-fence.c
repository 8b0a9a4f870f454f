/* SPDX-License-Identifier: MIT */
/* Peterson's lock with the fence that it needs. */
#include <lab/lab.h>

struct peterson {
  volatile int wants[2];
  volatile int turn;
  long x;
};

static void enter_and_leave(struct peterson *p) {
  unsigned me = lab_self();
  p->wants[me] = 1;
  p->turn = (int)(1 - me);
  __sync_synchronize(); /* before looking at the other, be seen */
  while (p->wants[1 - me] && p->turn == (int)(1 - me)) {
  }
  p->x = p->x + 1;
  p->wants[me] = 0;
}

static void audit(const struct peterson *p, struct lab_audit *audit) { lab_expect_total(audit, p->x); }

LAB_VARIANT(struct peterson, .title = "Peterson's lock", .actor = enter_and_leave, .audit = audit,
            .watch = {LAB_WATCH(struct peterson, x), LAB_WATCH(struct peterson, turn)},
            .expect = {.explore = LAB_HOLDS});
