/* SPDX-License-Identifier: MIT */
/*
 * Downloads, one after the other, on one session.
 *
 * 160 items are to be downloaded from a server that answers after half a millisecond.  When all is done each item
 * should be there, and each response should be about the item that was asked for.
 *
 * Question: what does the CPU do while this runs?
 *
 * Run: lab run download/sequential
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

static void run(struct downloads *d) {
  struct lab_session session;
  lab_session_open(&session);
  for (unsigned i = 0; i < ITEMS; i++) {
    lab_session_get(&session, i + 1);
    d->got[i] = lab_response_item(session.response);
  }
  lab_session_close(&session);
}

static void audit(const struct downloads *d, struct lab_audit *audit) {
  for (long i = 0; i < ITEMS; i++) {
    lab_count(audit, LAB_LOST, d->got[i] == 0);
    lab_count(audit, LAB_CROSSED, d->got[i] != 0 && d->got[i] != i + 1);
  }
}

LAB_VARIANT(struct downloads, .title = "one after the other", .work = run, .setup = setup, .audit = audit, .threads = 8,
            .ops = 20, .unit_us = 500, .iterations = 6, .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});

/*
 * Afterword: mostly nothing.  The program waits for the server, 160 times, and the times add up.  This is what
 * "I/O-bound" means: a faster CPU would not help, and neither would a second one.
 *
 * The session is opened once.  That keeps the connection to the server, so that 159 of the 160 downloads need no
 * handshake.  With a server that is far away that is half of the time.
 */
