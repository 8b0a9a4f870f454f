/* SPDX-License-Identifier: MIT */
/*
 * Ask for a page and get it: all by one session.
 *
 * A session is a connection to a server with room for one request and one response, and it counts its requests.  Each
 * actor asks for pages of its own, two hundred of them, and looks whether it got what it asked for.  When all of them
 * are done no page should have gone to the wrong actor, and every request should be counted.
 *
 * Question: what can an actor get: nothing, half a page, a page that nobody asked for, a page that is another's?
 *
 * Run: lab run thread-local-session/broken
 */
#include <lab/lab.h>

struct session {
  void (*serve)(struct session *); /* the server, at the other end */
  long request, response;
  long requests; /* served so far */
};

struct client {
  struct session session;  /* shared by all actors */
  unsigned long crossed[]; /* one per actor: responses that were not its own */
};

static void serve(struct session *s) {
  s->response = s->request;
  s->requests = s->requests + 1;
}

static void setup(struct client *c) { c->session.serve = serve; }

static void fetch(struct client *c) {
  struct session *s = &c->session;
  long page = lab_self() + 1;
  s->request = page;
  s->serve(s);
  c->crossed[lab_self()] += s->response != page;
}

static void audit(const struct client *c, struct lab_audit *audit) {
  lab_expect_total(audit, c->session.requests);
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_CROSSED, c->crossed[i]);
}

LAB_VARIANT(struct client, .title = "one session, shared", .actor = fetch, .setup = setup, .audit = audit,
            .per_actor = sizeof(unsigned long), .ops = 200,
            .watch = {LAB_WATCH(struct client, session.request), LAB_WATCH(struct client, session.response)},
            .expect = {
                .native = LAB_CROSSES "|" LAB_LOSES_UPDATES,
                .tsan = LAB_DATA_RACE,
                .explore = LAB_CROSSES "|" LAB_LOSES_UPDATES,
                .why = "native on one CPU: only an interrupt in the middle of an exchange can cross two of them"});

/*
 * Afterword: a page that is another's, and it looks like any page.  The actor writes its request, another actor writes
 * its own over it, and the server answers that one, twice.  Or both have been answered, and the second response lies
 * where the first has not been picked up yet.
 *
 * In a shop that is somebody else's basket.  Nothing crashes, and no value is damaged, so nothing tells the program
 * that it was wrong.  That is what makes this error worse than a lost count.  Requests that are not counted are lost
 * here as well, as in counter-race.
 *
 * Sessions of this kind are everywhere: a libcurl handle, a connection to a database, a parser, the buffer behind
 * strtok or localtime.  Their manuals say "not to be used by two threads at once", and mean it: it is not one call that
 * must be alone but the whole exchange, from the request to the last look at the response.
 *
 * The fix: a session for each thread (fixed-thread-local, fixed-key), one at a time (fixed-mutex), or a few that are
 * lent out (fixed-pool).
 */
