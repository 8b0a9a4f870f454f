/* SPDX-License-Identifier: MIT */
/*
 * Open the session when it is first needed: under a mutex.
 *
 * Actors share one client, and the client has one session, which is opened by whoever needs it first.  Each of them
 * sends two hundred requests.  When all of them are done one session should have been opened, and used by all.
 *
 * Question: the lock is needed once.  How often is it taken?
 *
 * Run: lab run lazy-init/fixed-mutex
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
  pthread_mutex_lock(&c->lock);
  if (!c->session)
    c->session = open_session(c);
  pthread_mutex_unlock(&c->lock);
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

LAB_VARIANT(struct client, .title = "check and open under one mutex", .actor = request, .setup = setup, .audit = audit,
            .teardown = teardown, .per_actor = sizeof(struct actor), .ops = 200,
            .watch = {LAB_WATCH(struct client, session)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: at every request.  That is what tempts people to look first and to lock later (broken-double-checked), and
 * it is where to begin all the same: right, short, and in most programs not what takes the time.
 *
 * The last line reads the pointer and the socket without the lock.  That is in order, because the session does not
 * change once it is there, and this actor has held the lock since: whatever the opener wrote before it unlocked is
 * seen by all who lock later.  If sessions could be closed or replaced, the use would have to be under the lock too.
 *
 * The opening is inside the critical section.  If it takes a second, all others wait for a second, which is what they
 * want: they need that session.
 */
