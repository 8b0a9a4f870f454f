/* SPDX-License-Identifier: MIT */
/*
 * Open the session when it is first needed: double-checked locking.
 *
 * Actors share one client, and the client has one session, which is opened by whoever needs it first.  Each of them
 * sends two hundred requests.  When all of them are done one session should have been opened, and used by all.
 *
 * Question: only one session can be opened now.  Can somebody get it before it is open?
 *
 * Run: lab run lazy-init/broken-double-checked
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
  pthread_mutex_t lock; /* held by whoever opens the session */
  struct actor actor[];
};

static void setup(struct client *c) { pthread_mutex_init(&c->lock, NULL); }

static struct session *open_session(struct client *c) {
  struct session *s = &c->actor[lab_self()].opened;
  s->socket = 1;
  return s;
}

static void request(struct client *c) {
  if (!c->session) {
    pthread_mutex_lock(&c->lock);
    if (!c->session)
      c->session = open_session(c);
    pthread_mutex_unlock(&c->lock);
  }
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

static void teardown(struct client *c) { pthread_mutex_destroy(&c->lock); }

LAB_VARIANT(struct client, .title = "double-checked locking, plain pointer", .actor = request, .setup = setup,
            .audit = audit, .teardown = teardown, .per_actor = sizeof(struct actor), .ops = 200,
            .watch = {LAB_WATCH(struct client, session)},
            .expect = {
                .native = LAB_HOLDS "|" LAB_GOES_STALE,
                .tsan = LAB_DATA_RACE,
                .explore = LAB_HOLDS "|" LAB_DATA_RACE,
                .why = "x86 keeps stores in order, and so do this compiler and the explorer, which names the data "
                       "race; C11 does not promise the order, and other machines do not keep it"});

/*
 * Afterword: in C, yes.  The second check is made under the lock and the first is not.  An actor that finds a session
 * at the first check has met nobody: nothing orders what it reads next after what the opener wrote.  It may see the
 * pointer and not yet the socket.  C11 calls it a data race, and ThreadSanitizer reports it: the plain read of the
 * pointer against the write under the lock, and the read of the socket against its write.
 *
 * Here it does not happen.  x86 makes stores visible in the order of the program, and a compiler seldom has a reason
 * to turn these two round.  On Arm and POWER the machine itself may.  So this error passes tests on a desktop and
 * fails on a telephone, in one start of a million.
 *
 * Nor does volatile mend it: it orders nothing between threads.
 *
 * The pattern can be made right, with two words more: fixed-acquire-release.
 */
