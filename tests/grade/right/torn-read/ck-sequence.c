/* SPDX-License-Identifier: MIT */
// expect: PASS *
#include <lab/ck.h>

struct range {
  long low, high, values;
  ck_sequence_t version;
  ck_spinlock_fas_t writers;
  unsigned long torn[];
};

static void setup(struct range *r) {
  ck_sequence_init(&r->version);
  ck_spinlock_fas_init(&r->writers);
}

static void widen(struct range *r) {
  ck_spinlock_fas_lock(&r->writers);
  ck_sequence_write_begin(&r->version);
  long values = r->values;
  if (values % 2 == 0)
    r->low = -(values / 2);
  else
    r->high = values / 2 + 1;
  r->values = values + 1;
  ck_sequence_write_end(&r->version);
  ck_spinlock_fas_unlock(&r->writers);
}

static void look(struct range *r) {
  unsigned version;
  long low, high, values;
  do {
    version = ck_sequence_read_begin(&r->version);
    low = r->low;
    high = r->high;
    values = r->values;
  } while (ck_sequence_read_retry(&r->version, version));
  r->torn[lab_self()] += values > 0 && high - low != values - 1;
}
