/* SPDX-License-Identifier: MIT */
/* Reads what was freed before the actors came: not a race, and in every iteration. */
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
  free(s->book);
}

static void look(struct shelf *s) { s->read[lab_self()] = *s->book; }

static void audit(const struct shelf *s, struct lab_audit *audit) {
  lab_count(audit, LAB_STALE, s->read[0] == s->read[1] + 1);
}

LAB_VARIANT(struct shelf, .title = "read after free", .actor = look, .setup = setup, .audit = audit,
            .expect = {.asan = LAB_USE_AFTER_FREE, .why = "the others look at something else"});
