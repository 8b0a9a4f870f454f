/* SPDX-License-Identifier: MIT */
/*
 * A small random program, drawn from the number in LAB_RANDOM_SEED: for comparing strategies with one another.
 * Each actor does a few operations on three variables, two mutexes and a condition; what it saw goes into the outcome.
 */
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { VARIABLES = 3, MUTEXES = 2, ACTORS = 3, LENGTH = 4 };
enum kind { READ, WRITE, ADD, CAS, STORE, LOAD, PAIR, TRY, WAIT_FOR, WAKE, KINDS };

struct machine {
  int plain[VARIABLES];
  atomic_int atomic[VARIABLES];
  pthread_mutex_t mutex[MUTEXES];
  pthread_cond_t cond;
  int flag;
  unsigned long saw[ACTORS];
};

static unsigned seed;

static unsigned draw(unsigned actor, unsigned step, unsigned what, unsigned n) {
  unsigned long z = seed * 2654435761u + actor * 40503u + step * 9973u + what * 7919u + 12345u;
  z = (z ^ (z >> 15)) * 2246822519u;
  z = ((z ^ (z >> 13)) * 3266489917u) & 0xffffffffu;
  return (unsigned)((z ^ (z >> 16)) % n);
}

static void setup(struct machine *m) {
  const char *text = getenv("LAB_RANDOM_SEED");
  seed = text ? (unsigned)atoi(text) : 1;
  for (int i = 0; i < MUTEXES; i++)
    pthread_mutex_init(&m->mutex[i], NULL);
  pthread_cond_init(&m->cond, NULL);
}

static void see(struct machine *m, unsigned long value) { m->saw[lab_self()] = m->saw[lab_self()] * 31 + value + 1; }

static void wait_for_flag(struct machine *m) {
  pthread_mutex_lock(&m->mutex[0]);
  while (!m->flag)
    pthread_cond_wait(&m->cond, &m->mutex[0]);
  pthread_mutex_unlock(&m->mutex[0]);
}

static void wake(struct machine *m) {
  pthread_mutex_lock(&m->mutex[0]);
  m->flag = 1;
  pthread_mutex_unlock(&m->mutex[0]);
  pthread_cond_signal(&m->cond);
}

static void locked_pair(struct machine *m, unsigned me, unsigned step) {
  unsigned first = draw(me, step, 3, 2);
  pthread_mutex_lock(&m->mutex[first]);
  if (draw(me, step, 4, 2))
    pthread_mutex_lock(&m->mutex[1 - first]);
  m->plain[0] = m->plain[0] + (int)me + 1;
  if (draw(me, step, 4, 2))
    pthread_mutex_unlock(&m->mutex[1 - first]);
  pthread_mutex_unlock(&m->mutex[first]);
}

static void one(struct machine *m, unsigned me, unsigned step) {
  unsigned v = draw(me, step, 1, VARIABLES);
  int expected = (int)draw(me, step, 2, 2);
  switch ((enum kind)draw(me, step, 0, KINDS)) {
  case READ: see(m, (unsigned long)m->plain[v]); break;
  case WRITE: m->plain[v] = (int)(me * 10 + step); break;
  case ADD: atomic_fetch_add(&m->atomic[v], (int)me + 1); break;
  case CAS: see(m, atomic_compare_exchange_strong(&m->atomic[v], &expected, (int)me + 2)); break;
  case STORE: atomic_store_explicit(&m->atomic[v], (int)(me * 10 + step), memory_order_release); break;
  case LOAD: see(m, (unsigned long)atomic_load(&m->atomic[v])); break;
  case PAIR: locked_pair(m, me, step); break;
  case TRY:
    if (pthread_mutex_trylock(&m->mutex[v & 1]) != 0) {
      see(m, 7);
      break;
    }
    m->plain[2] = m->plain[2] * 2 + 1;
    pthread_mutex_unlock(&m->mutex[v & 1]);
    break;
  case WAIT_FOR: wait_for_flag(m); break;
  default: wake(m); break;
  }
}

static void act(struct machine *m) {
  unsigned me = lab_self(), length = lab_actors() > 2 ? 2 : LENGTH;
  for (unsigned step = 0; step < length; step++)
    one(m, me, step);
}

static void audit(const struct machine *m, struct lab_audit *audit) {
  long values = m->plain[0] + 1000L * m->plain[1] + 1000000L * m->plain[2];
  long atomics = m->atomic[0] + 1000L * m->atomic[1] + 1000000L * m->atomic[2];
  lab_observe(audit, values, atomics, (long)(m->saw[0] % 1000003u), (long)((m->saw[1] * 7919u + m->saw[2]) % 1000003u));
}

LAB_VARIANT(struct machine, .title = "random", .actor = act, .setup = setup, .audit = audit, .exclusive = true);
