/* SPDX-License-Identifier: MIT */
/*
 * The name of a day, in a static buffer: yours to repair.
 *
 * Actors ask for the label of a day, as many functions of the C library used to give it: in a buffer that belongs to
 * the function.  Each actor asks for days of its own, two hundred times, and looks whether it got the right one.
 *
 * Change the state, setup, label and ask so that this holds.  Leave the audit as strict as it is.
 *
 * Question: does a lock inside label help?
 *
 * Run: lab run thread-local-session/exercise
 */
#include <lab/lab.h>
#include <string.h>

struct calendar {
  char buffer[16];         /* what label returns */
  unsigned long crossed[]; /* one per actor: labels of another's day */
};

static const char *label(struct calendar *c, unsigned day) {
  memset(c->buffer, 'a' + (int)(day % 26), sizeof c->buffer - 1);
  c->buffer[sizeof c->buffer - 1] = '\0';
  return c->buffer;
}

static void ask(struct calendar *c) {
  const char *name = label(c, lab_self());
  c->crossed[lab_self()] += strspn(name, (char[]){(char)('a' + lab_self() % 26), '\0'}) != sizeof c->buffer - 1;
}

static void audit(const struct calendar *c, struct lab_audit *audit) {
  for (unsigned i = 0; i < lab_actors(); i++)
    lab_count(audit, LAB_CROSSED, c->crossed[i]);
}

LAB_VARIANT(struct calendar, .title = "yours to repair", .actor = ask, .audit = audit,
            .per_actor = sizeof(unsigned long), .ops = 200);

/*
 * Afterword: a hint, not the answer.  Who owns the buffer after label has returned?  As long as the answer is "label",
 * no lock inside it can help, because the caller reads when the lock is gone.
 *
 * There are three answers, and the C library has gone through all of them: a buffer for each thread (which is what
 * strerror does in glibc), a buffer that the caller brings along (strerror_r, localtime_r, strtok_r), and memory that
 * the caller has to free (strdup).  Pick one, and say what it costs a caller who wants two labels at the same time.
 */
