/* SPDX-License-Identifier: MIT */
/*
 * Open the session when it is first needed: unprotected.
 *
 * Actors share one client, and the client has one session, which is opened by whoever needs it first.  Each of them
 * sends two hundred requests.  When all of them are done one session should have been opened, and used by all.
 *
 * Question: no session is ever lost from sight here, or is it?  What becomes of the one that comes second?
 *
 * Run: lab run lazy-init/broken
 */
#include <lab/lab.h>

struct session {
  int socket; /* 0: not open */
};

struct actor {
  struct session opened; /* the session that this actor opened, if it did */
  unsigned long stale;   /* requests that it sent to a session that was not open */
};

struct client {
  struct session *session;
  struct actor actor[];
};

static struct session *open_session(struct client *c) {
  struct session *s = &c->actor[lab_self()].opened;
  s->socket = 1;
  return s;
}

static void request(struct client *c) {
  if (!c->session)
    c->session = open_session(c);
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

LAB_VARIANT(struct client, .title = "if there is none, open one", .actor = request, .audit = audit,
            .per_actor = sizeof(struct actor), .ops = 200, .watch = {LAB_WATCH(struct client, session)},
            .expect = {.native = LAB_DUPLICATES,
                       .tsan = LAB_DATA_RACE,
                       .explore = LAB_DUPLICATES,
                       .why = "native: one chance in an iteration, the first moment; on one CPU only if an interrupt "
                              "comes between check and store"});

/*
 * Afterword: both actors find no session, both open one, and both store theirs.  The second to store wins; what the
 * first has opened nobody can find any more.  If it was memory, it has leaked.  If it was a connection, it stays open
 * at the other end.  If the first has used it already, it has spoken to a session that all others do not know: a login
 * that did not happen, a temporary file that is never read again.
 *
 * There is one chance for it in the life of the client, at the beginning, and there actors are likely to meet: they
 * have all just been started, and the first thing that they need is the session.
 *
 * Java calls the shape a lazy singleton.  In C it is the static pointer in get_instance(), or the table that a
 * function fills in when it is first called.  (C++ made the initialization of a static local variable safe in 2011; C
 * does not allow an initialization at run time there at all.)
 *
 * The fix: fixed-mutex, or the function that was made for this, in fixed-once.  Or do not be lazy: open the session
 * before there is a second thread.
 */
