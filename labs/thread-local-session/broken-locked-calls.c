/* SPDX-License-Identifier: MIT */
/*
 * Ask for a page and get it: all by one session, each call locked.
 *
 * A session is a connection to a server with room for one request and one response, and it counts its requests.  Each
 * actor asks for pages of its own, two hundred of them, and looks whether it got what it asked for.  When all of them
 * are done no page should have gone to the wrong actor, and every request should be counted.
 *
 * Question: the request is written under the lock, and so is the call of the server.  Why does that not keep them
 * together?
 *
 * Run: lab run thread-local-session/broken-locked-calls
 */
#include <lab/lab.h>
#include <pthread.h>

struct session {
  void (*serve)(struct session *); /* the server, at the other end */
  long request, response;
  long requests; /* served so far */
};

struct client {
  struct session session;  /* shared by all actors */
  pthread_mutex_t lock;    /* held by whoever uses the session */
  unsigned long crossed[]; /* one per actor: responses that were not its own */
};

static void serve(struct session *s) {
  s->response = s->request;
  s->requests = s->requests + 1;
}

static void setup(struct client *c) {
  c->session.serve = serve;
  pthread_mutex_init(&c->lock, NULL);
}

static void fetch(struct client *c) {
  struct session *s = &c->session;
  long page = lab_self() + 1;
  pthread_mutex_lock(&c->lock);
  s->request = page;
  pthread_mutex_unlock(&c->lock);
  pthread_mutex_lock(&c->lock);
  s->serve(s);
  long response = s->response;
  pthread_mutex_unlock(&c->lock);
  c->crossed[lab_self()] += response != page;
}

static void audit(const struct client *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->session.requests);
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_CROSSED, c->crossed[i]);
}

static void teardown(struct client *c) { pthread_mutex_destroy(&c->lock); }

LAB_VARIANT(struct client, .title = "one session, a lock around each call", .actor = fetch, .setup = setup,
            .audit = audit, .teardown = teardown, .per_actor = sizeof(unsigned long), .ops = 200,
            .watch = {LAB_WATCH(struct client, session.request), LAB_WATCH(struct client, session.response)},
            .expect = {
                .native = LAB_CROSSES,
                .tsan = LAB_HOLDS "|" LAB_CROSSES,
                .explore = LAB_CROSSES,
                .why = "there is no data race, so ThreadSanitizer is rightly silent: the bug is a race condition; "
                       "native: an actor that has just unlocked mostly locks again before the other wakes"});

/*
 * Afterword: between the two critical sections the lock is free, and another actor can put its request where this one's
 * is.
 *
 * This is what becomes of a library that is made thread-safe function by function: set_request() locks, perform()
 * locks, and the session remembers between the two what belongs to one caller only.  State that is kept from one call
 * to the next cannot be protected inside the calls.
 *
 * No request is lost from the count any more, since adding one is a single critical section.  ThreadSanitizer has
 * nothing to report.  What is wrong is the meaning, and only the audit knows that.
 *
 * The fix: lock the exchange and not its calls: fixed-mutex.  Or an interface that takes the request and returns the
 * response in one call, with nothing remembered.
 */
