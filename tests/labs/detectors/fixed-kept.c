/* SPDX-License-Identifier: MIT */
/* Reads what is still there. */
#include <lab/lab.h>
#include <stdlib.h>

struct shelf {
  long *book;
  long read[2];
};

static void setup(struct shelf *s) {
  s->book = malloc(sizeof *s->book);
  if (s->book)
    *s->book = 7;
}

static void teardown(struct shelf *s) { free(s->book); }
static void look(struct shelf *s) { s->read[lab_self()] = s->book ? *s->book : 7; }
static void audit(const struct shelf *s, struct lab_audit *audit) {
  lab_count(audit, LAB_STALE, s->read[0] != s->read[1]);
}

LAB_VARIANT(struct shelf, .title = "read, then freed", .actor = look, .setup = setup, .audit = audit,
            .teardown = teardown, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .asan = LAB_HOLDS});
