/* SPDX-License-Identifier: MIT */
/*
 * Open the session when it is first needed: by pthread_once.
 *
 * Actors share one client, and the client has one session, which is opened by whoever needs it first.  Each of them
 * sends two hundred requests.  When all of them are done one session should have been opened, and used by all.
 *
 * Question: what does an actor do that comes while another is opening the session?
 *
 * Run: lab run lazy-init/fixed-once
 */
#include <lab/lab.h>
#include <pthread.h>

struct session {
  int socket; /* 0: not open */
};

struct actor {
  struct session opened; /* the session that this actor opened, if it did */
  unsigned long stale;   /* requests that it sent to a session that was not open */
};

struct client {
  struct session *session;
  pthread_once_t once;
  struct actor actor[];
};

static _Thread_local struct client *caller; /* for open_for_caller, which cannot be handed an argument */

static void setup(struct client *c) {
  static const pthread_once_t fresh = PTHREAD_ONCE_INIT;
  c->once = fresh;
}

static struct session *open_session(struct client *c) {
  struct session *s = &c->actor[lab_self()].opened;
  s->socket = 1;
  return s;
}

static void open_for_caller(void) { caller->session = open_session(caller); }

static void request(struct client *c) {
  caller = c;
  pthread_once(&c->once, open_for_caller);
  c->actor[lab_self()].stale += c->session->socket == 0;
}

static void audit(const struct client *c, struct lab_audit *audit) {
  unsigned long opened = 0;
  for (unsigned i = 0; i < lab_actors(); i++) {
    opened += c->actor[i].opened.socket != 0;
    lab_count(audit, LAB_STALE, c->actor[i].stale);
  }
  lab_count(audit, LAB_DUPLICATED, opened > 1 ? opened - 1 : 0);
}

LAB_VARIANT(struct client, .title = "pthread_once", .actor = request, .setup = setup, .audit = audit,
            .per_actor = sizeof(struct actor), .ops = 200, .watch = {LAB_WATCH(struct client, session)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: it waits until the session is open.  pthread_once promises two things: the function runs once, and whoever
 * returns from pthread_once sees all that it did.  The second is what broken-double-checked lacks.
 *
 * It is double-checked locking, done by people who know the machine.  Once the function has run, a call is about a load
 * and a comparison.
 *
 * What it takes is an ordinary function without an argument.  For the usual case, one session for the whole program,
 * that is no loss: session and once are static variables, and "caller" is not needed.  Here every client has its own,
 * so the client is passed in a thread-local variable; pthread_once runs the function in the thread that calls it.
 *
 * C11 has the same as call_once.  Neither has a way to report that the opening failed, or to try it again.
 */
