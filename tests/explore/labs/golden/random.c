/* SPDX-License-Identifier: MIT */
/*
 * A small random program, drawn from the number in LAB_RANDOM_SEED: for comparing strategies with one another.
 * Each actor does a few operations on plain and atomic variables (of every memory order, with and without fences),
 * mutexes, a condition, a read-write lock and a semaphore; what it saw goes into the outcome.
 */
#include <lab/lab.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

enum { VARIABLES = 3, MUTEXES = 2, ACTORS = 3, LENGTH = 4 };
enum kind { READ, WRITE, ADD, CAS, STORE, LOAD, PAIR, TRY, WAIT_FOR, WAKE, PUBLISH, SUBSCRIBE, SHARED, POST, KINDS };

struct machine {
  int plain[VARIABLES];
  atomic_int atomic[VARIABLES];
  pthread_mutex_t mutex[MUTEXES];
  pthread_cond_t cond;
  pthread_rwlock_t rw;
  sem_t posted;
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
  pthread_rwlock_init(&m->rw, NULL);
  sem_init(&m->posted, 0, draw(0, 0, 8, 2));
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

/* Writes plain data, then an atomic that says so: in order, or only seemingly. */
static void publish(struct machine *m, unsigned me, unsigned step) {
  static const memory_order orders[] = {memory_order_relaxed, memory_order_release, memory_order_seq_cst};
  m->plain[1] = (int)(me * 10 + step);
  if (draw(me, step, 5, 3) == 0)
    atomic_thread_fence(memory_order_release);
  if (draw(me, step, 6, 2))
    atomic_fetch_add_explicit(&m->atomic[0], 1, orders[draw(me, step, 7, 2)]);
  else
    atomic_store_explicit(&m->atomic[0], (int)me + 1, orders[draw(me, step, 7, 3)]);
}

static void subscribe(struct machine *m, unsigned me, unsigned step) {
  static const memory_order orders[] = {memory_order_relaxed, memory_order_acquire, memory_order_seq_cst};
  int said = atomic_load_explicit(&m->atomic[0], orders[draw(me, step, 5, 3)]);
  if (draw(me, step, 6, 3) == 0)
    atomic_thread_fence(memory_order_acquire);
  if (said)
    see(m, (unsigned long)m->plain[1]);
}

static void share(struct machine *m, unsigned me, unsigned step) {
  bool writes = draw(me, step, 5, 2);
  if (writes)
    pthread_rwlock_wrlock(&m->rw);
  else
    pthread_rwlock_rdlock(&m->rw);
  if (writes || draw(me, step, 6, 4) == 0)
    m->plain[0] = m->plain[0] + 1;
  else
    see(m, (unsigned long)m->plain[0]);
  pthread_rwlock_unlock(&m->rw);
}

/* Posts after a write, or reads after a wait. */
static void post(struct machine *m, unsigned me, unsigned step) {
  if (draw(me, step, 5, 2)) {
    m->plain[2] = (int)me;
    sem_post(&m->posted);
  } else if (draw(me, step, 6, 2)) {
    sem_wait(&m->posted);
    see(m, (unsigned long)m->plain[2]);
  } else if (sem_trywait(&m->posted) == 0) {
    see(m, (unsigned long)m->plain[2]);
  }
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
  case PUBLISH: publish(m, me, step); break;
  case SUBSCRIBE: subscribe(m, me, step); break;
  case SHARED: share(m, me, step); break;
  case POST: post(m, me, step); break;
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
