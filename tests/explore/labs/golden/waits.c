/* SPDX-License-Identifier: MIT */
/*
 * A small random program, drawn from the number in LAB_RANDOM_SEED, as random.c is: what that one leaves out.  Loops
 * that wait, homemade locks, compare-and-swap that tries again, barriers, timed waits, threads made and joined,
 * accesses of different sizes to the same bytes, blocks that are freed, and what a program can say to the explorer.
 */
#include <lab/explore.h>
#include <lab/lab.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

enum { CELLS = 2, ACTORS = 6, LENGTH = 3 };

struct pair {
  int left, right;
};

struct machine {
  atomic_int flag[CELLS];
  volatile int bell;
  atomic_int held;
  atomic_int number[CELLS];
  int plain;
  struct pair pairs[CELLS];
  union {
    unsigned word;
    unsigned char byte[4];
  } mixed;
  pthread_mutex_t mutex;
  pthread_cond_t cond;
  int ready;
  pthread_barrier_t barrier;
  pthread_rwlock_t rw;
  pthread_once_t once;
  _Atomic(int *) block;
  unsigned long saw[ACTORS];
};

static unsigned seed;
static struct machine *machine;

static unsigned draw(unsigned actor, unsigned step, unsigned what, unsigned n) {
  unsigned long z = seed * 2654435761u + actor * 40503u + step * 9973u + what * 7919u + 54321u;
  z = (z ^ (z >> 15)) * 2246822519u;
  z = ((z ^ (z >> 13)) * 3266489917u) & 0xffffffffu;
  return (unsigned)((z ^ (z >> 16)) % n);
}

/* What the drawing of one operation comes from, and who does it. */
struct turn {
  struct machine *m;
  unsigned me, step;
};

static unsigned choice(const struct turn *t, unsigned what, unsigned n) { return draw(t->me, t->step, what, n); }

static void see(const struct turn *t, unsigned long value) { t->m->saw[t->me] = t->m->saw[t->me] * 31 + value + 1; }

static void setup(struct machine *m) {
  const char *text = getenv("LAB_RANDOM_SEED");
  seed = text ? (unsigned)atoi(text) : 1;
  machine = m;
  pthread_mutex_init(&m->mutex, NULL);
  pthread_cond_init(&m->cond, NULL);
  pthread_rwlock_init(&m->rw, NULL);
  pthread_barrier_init(&m->barrier, NULL, 2);
  m->flag[0] = draw(0, 0, 20, 3) == 0;
  m->bell = (int)draw(0, 0, 21, 3);
  m->ready = draw(0, 0, 22, 2) == 0;
  m->once = PTHREAD_ONCE_INIT;
}

/* -- Loops that wait. -- */

static void spin(const struct turn *t) {
  struct machine *m = t->m;
  unsigned v = choice(t, 1, CELLS);
  switch (choice(t, 2, 5)) {
  case 0:
    while (!atomic_load_explicit(&m->flag[v], memory_order_acquire)) {
    }
    break;
  case 1:
    while (!m->bell) {
    }
    break;
  case 2: /* two reads: unchanged only if both are */
    while (!atomic_load(&m->flag[0]) && !m->bell) {
    }
    break;
  case 3: /* the first is in no variable while the second is read */
    while (atomic_load(&m->flag[0]) != atomic_load(&m->flag[1])) {
    }
    break;
  default: /* another actor's flag, unless it is one's own turn */
    while (atomic_load(&m->flag[v]) && m->bell != (int)t->me + 1) {
    }
  }
  see(t, (unsigned long)m->plain);
}

static void signal_flags(const struct turn *t) {
  static const memory_order orders[] = {memory_order_relaxed, memory_order_release, memory_order_seq_cst};
  t->m->plain = t->m->plain + 1;
  if (choice(t, 1, 2))
    atomic_store_explicit(&t->m->flag[choice(t, 2, CELLS)], (int)choice(t, 3, 5), orders[choice(t, 4, 3)]);
  else
    t->m->bell = (int)choice(t, 3, 4);
}

static void homemade_lock(const struct turn *t) {
  struct machine *m = t->m;
  int expected = 0;
  switch (choice(t, 1, 3)) {
  case 0:
    while (atomic_exchange(&m->held, 1)) {
    }
    break;
  case 1:
    while (!atomic_compare_exchange_strong(&m->held, &expected, 1))
      expected = 0;
    break;
  default:
    do {
      while (atomic_load_explicit(&m->held, memory_order_relaxed)) {
      }
    } while (atomic_exchange_explicit(&m->held, 1, memory_order_acquire));
  }
  m->plain = m->plain + 1;
  if (choice(t, 2, 8))
    atomic_store_explicit(&m->held, 0, memory_order_release);
}

static void try_again(const struct turn *t) {
  atomic_int *number = &t->m->number[choice(t, 1, CELLS)];
  int old = atomic_load(number);
  while (!atomic_compare_exchange_weak(number, &old, old * 2 + 1)) {
  }
  see(t, (unsigned long)old);
}

/* -- What the library waits with. -- */

static void wait_timed(const struct turn *t) {
  struct machine *m = t->m;
  static const struct timespec soon = {.tv_sec = 1};
  pthread_mutex_lock(&m->mutex);
  int result = 0;
  while (!m->ready && result == 0)
    result =
        choice(t, 1, 2) ? pthread_cond_timedwait(&m->cond, &m->mutex, &soon) : pthread_cond_wait(&m->cond, &m->mutex);
  see(t, (unsigned long)m->ready * 2 + (result != 0));
  if (choice(t, 2, 3) == 0)
    m->ready = 0;
  pthread_mutex_unlock(&m->mutex);
}

static void announce(const struct turn *t) {
  struct machine *m = t->m;
  pthread_mutex_lock(&m->mutex);
  m->ready = (int)t->me + 1;
  if (choice(t, 1, 2))
    pthread_cond_broadcast(&m->cond);
  else
    pthread_cond_signal(&m->cond);
  pthread_mutex_unlock(&m->mutex);
}

static void meet(const struct turn *t) {
  t->m->pairs[t->me & 1].left = (int)t->me + 1;
  see(t, pthread_barrier_wait(&t->m->barrier) != 0);
  see(t, (unsigned long)t->m->pairs[~t->me & 1].left);
}

static void share(const struct turn *t) {
  struct machine *m = t->m;
  bool writes = choice(t, 1, 2);
  int busy = choice(t, 2, 2) ? (writes ? pthread_rwlock_trywrlock(&m->rw) : pthread_rwlock_tryrdlock(&m->rw))
                             : (writes ? pthread_rwlock_wrlock(&m->rw) : pthread_rwlock_rdlock(&m->rw));
  if (busy) {
    see(t, 5);
    return;
  }
  if (writes)
    m->pairs[0].right++;
  else
    see(t, (unsigned long)m->pairs[0].right);
  pthread_rwlock_unlock(&m->rw);
}

static void first_time(void) { machine->number[0] += 7; }

/* -- Threads. -- */

static void basic(const struct turn *t);

static void *run_child(void *argument) {
  const unsigned parent = (unsigned)(size_t)argument;
  const struct turn t = {machine, parent + 3, 0};
  basic(&t);
  return (void *)(size_t)(parent + 1);
}

static void spawn(const struct turn *t) {
  pthread_t child;
  void *result = NULL;
  pthread_create(&child, NULL, run_child, (void *)(size_t)t->me);
  t->m->plain = t->m->plain + 2;
  pthread_join(child, &result);
  see(t, (unsigned long)(size_t)result);
}

/* -- Memory. -- */

static void overlap(const struct turn *t) {
  switch (choice(t, 1, 4)) {
  case 0: t->m->mixed.byte[choice(t, 2, 4)] = (unsigned char)(t->me + 1); break;
  case 1: t->m->mixed.word = t->me * 0x01010101u; break;
  case 2: see(t, t->m->mixed.word); break;
  default: see(t, t->m->mixed.byte[choice(t, 2, 4)]);
  }
}

static void copy_pair(const struct turn *t) {
  struct pair *pairs = t->m->pairs;
  if (choice(t, 1, 2))
    pairs[0] = pairs[1];
  else
    pairs[1] = (struct pair){(int)t->me, (int)t->step};
  see(t, (unsigned long)pairs[0].right);
}

static void pass_block(const struct turn *t) {
  int *mine = malloc(sizeof *mine);
  *mine = (int)t->me;
  int *other = atomic_exchange(&t->m->block, mine);
  if (!other)
    return;
  see(t, (unsigned long)*other);
  if (choice(t, 1, 2))
    free(other);
}

static void look_at_block(const struct turn *t) {
  int *block = atomic_load(&t->m->block);
  if (block)
    see(t, (unsigned long)*block);
}

static void silent(const struct turn *t) {
  atomic_int *number = &t->m->number[0];
  see(t, (unsigned long)atomic_fetch_or(number, (int)choice(t, 1, 2)));
  if (choice(t, 2, 2))
    atomic_thread_fence(memory_order_seq_cst);
  see(t, (unsigned long)atomic_load_explicit(&t->m->number[1], memory_order_relaxed));
}

static void buffered(const struct turn *t) {
  unsigned v = choice(t, 1, CELLS);
  atomic_store_explicit(&t->m->number[v], (int)t->me + 1, memory_order_relaxed);
  if (choice(t, 2, 4) == 0)
    atomic_thread_fence(memory_order_seq_cst);
  see(t, (unsigned long)atomic_load_explicit(&t->m->number[choice(t, 3, CELLS)], memory_order_relaxed));
}

/* -- What is said to the explorer. -- */

static void say(const struct turn *t) {
  struct machine *m = t->m;
  switch (choice(t, 1, 4)) {
  case 0: see(t, lab_choose(2) + (unsigned)m->number[0]); break;
  case 1: lab_assume(m->number[choice(t, 2, CELLS)] != (int)choice(t, 3, 3)); break;
  case 2:
    if (m->number[1] > 1)
      lab_fail("more than one");
    break;
  default:
    lab_atomic_begin();
    m->number[0] += 2;
    see(t, (unsigned long)m->plain);
    m->number[1] += 1;
    lab_atomic_end();
  }
}

static void basic(const struct turn *t) {
  switch (choice(t, 0, 5)) {
  case 0: overlap(t); break;
  case 1: silent(t); break;
  case 2: buffered(t); break;
  case 3: signal_flags(t); break;
  default: try_again(t); break;
  }
}

static void one(const struct turn *t) {
  switch (choice(t, 9, 19)) {
  case 0:
  case 1: spin(t); break;
  case 2:
  case 3: signal_flags(t); break;
  case 4: homemade_lock(t); break;
  case 5: try_again(t); break;
  case 6: wait_timed(t); break;
  case 7: announce(t); break;
  case 8: meet(t); break;
  case 9: share(t); break;
  case 10: spawn(t); break;
  case 11: copy_pair(t); break;
  case 12: pass_block(t); break;
  case 13: look_at_block(t); break;
  case 14: say(t); break;
  case 15:
  case 16: signal_flags(t); break;
  case 17: pthread_once(&t->m->once, first_time); break;
  default: basic(t); break;
  }
}

static void act(struct machine *m) {
  unsigned length = lab_actors() > 2 ? 2 : LENGTH;
  for (unsigned step = 0; step < length; step++)
    one(&(struct turn){m, lab_self(), step});
}

static void audit(const struct machine *m, struct lab_audit *audit) {
  unsigned long saw = 0;
  for (int a = 0; a < ACTORS; a++)
    saw = saw * 7919u + m->saw[a];
  long values = m->plain + 1000L * m->number[0] + 1000000L * m->number[1];
  long pairs = m->pairs[0].left + 100L * m->pairs[0].right + 10000L * m->pairs[1].left + 1000000L * m->pairs[1].right;
  lab_observe(audit, values, pairs, (long)(saw % 1000000007u), (long)m->mixed.word + m->bell);
}

LAB_VARIANT(struct machine, .title = "random waits", .actor = act, .setup = setup, .audit = audit, .exclusive = true);
