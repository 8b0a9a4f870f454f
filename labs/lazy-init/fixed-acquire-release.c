/* SPDX-License-Identifier: MIT */
/*
 * Open the session when it is first needed: double-checked locking, done right.
 *
 * Actors share one client, and the client has one session, which is opened by whoever needs it first.  Each of them
 * sends two hundred requests.  When all of them are done one session should have been opened, and used by all.
 *
 * Question: which of the accesses to the pointer may be relaxed?
 *
 * Run: lab run lazy-init/fixed-acquire-release
 */
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>

struct session {
  int socket; /* 0: not open */
};

struct actor {
  struct session opened; /* the session that this actor opened, if it did */
  unsigned long stale;   /* requests that it sent to a session that was not open */
};

struct client {
  struct session *_Atomic session;
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
  if (!atomic_load_explicit(&c->session, memory_order_acquire)) {
    pthread_mutex_lock(&c->lock);
    if (!atomic_load_explicit(&c->session, memory_order_relaxed))
      atomic_store_explicit(&c->session, open_session(c), memory_order_release);
    pthread_mutex_unlock(&c->lock);
  }
  c->actor[lab_self()].stale += atomic_load_explicit(&c->session, memory_order_relaxed)->socket == 0;
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

LAB_VARIANT(struct client, .title = "double-checked locking, atomic pointer", .actor = request, .setup = setup,
            .audit = audit, .teardown = teardown, .per_actor = sizeof(struct actor), .ops = 200,
            .watch = {LAB_WATCH(struct client, session)},
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});

/*
 * Afterword: the second load and the last, as they are.  The second is made under the lock, which has ordered it after
 * whatever an earlier holder did.  The last can only find what this actor has already found, or has itself stored.
 *
 * The store releases: all that the opener wrote before, the socket above all, comes before the pointer.  The first
 * load acquires: all that is read after it comes after the pointer.  An actor that sees the pointer sees an open
 * session.  Make either of them relaxed and it is broken-double-checked again, less the undefined behaviour of racing
 * on the pointer itself, but not of racing on the socket.
 *
 * On x86 both are plain moves.  What the words buy there is that the compiler keeps the order, and the standard's
 * promise.
 *
 * Without the lock there is one more way: open a session on trial, try to store it by compare-and-exchange, and close
 * it again if somebody was faster.  That suits what is cheap to open twice.
 */
