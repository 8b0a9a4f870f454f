/* SPDX-License-Identifier: MIT */
/*
 * Downloads as events on one thread.
 *
 * 160 items are to be downloaded from a server that answers after half a millisecond.  When all is done each item
 * should be there, and each response should be about the item that was asked for.
 *
 * Question: how many threads, how many locks?
 *
 * Run: lab run download/event-loop
 */
#include <lab/http.h>
#include <lab/lab.h>

enum { ITEMS = 160 };

struct downloads {
  long got[ITEMS]; /* number of the item that the response was about, from 1 */
};

static void setup(struct downloads *d) {
  (void)d;
  lab_server_start();
}

static void arrived(void *context, unsigned item, const char *response) {
  struct downloads *d = context;
  d->got[item - 1] = lab_response_item(response);
}

static void run(struct downloads *d) {
  struct lab_downloads *all = lab_downloads_open(lab_actors());
  for (unsigned i = 0; i < ITEMS; i++)
    lab_downloads_add(all, i + 1, arrived, d);
  lab_downloads_run(all);
  lab_downloads_close(all);
}

static void audit(const struct downloads *d, struct lab_audit *audit) {
  for (long i = 0; i < ITEMS; i++) {
    lab_count(audit, LAB_LOST, d->got[i] == 0);
    lab_count(audit, LAB_CROSSED, d->got[i] != 0 && d->got[i] != i + 1);
  }
}

LAB_VARIANT(struct downloads, .title = "an event loop, several at a time", .work = run, .setup = setup, .audit = audit,
            .threads = 8, .ops = 20, .unit_us = 500, .iterations = 6,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: one thread and no lock.  The loop asks the kernel which of its sockets have something to read, all at
 * once, and calls whoever is concerned.  Up to eight downloads are under way at a time, each in a slot with a
 * connection of its own; what waits is a socket and not a thread.
 *
 * Behind lab/http.h is what libcurl has for this, its multi interface: it says which sockets and time-outs it is
 * waiting for, libuv waits for them, and libcurl goes on with what has come (src/labkit/downloads.c, 200 lines).
 *
 * arrived is never called twice at the same time, so got needs no lock.  The price: a callback that takes long, or
 * waits, holds up all the others.
 */
