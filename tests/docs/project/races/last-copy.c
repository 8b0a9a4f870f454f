/* SPDX-License-Identifier: MIT */
#include "stock.h"
#include <lab/lab.h>

struct shop {
  struct stock stock;
  _Atomic long sold;
};

static void open(struct shop *shop) { stock_open(&shop->stock, 1); }

static void buy(struct shop *shop) { shop->sold += stock_take(&shop->stock); }

static void audit(const struct shop *shop, struct lab_audit *audit) { lab_count(audit, LAB_OVERDRAWN, shop->sold > 1); }

LAB_VARIANT(struct shop, .title = "the last copy is sold once", .setup = open, .actor = buy, .audit = audit,
            .watch = {LAB_WATCH(struct shop, sold)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});
