/* SPDX-License-Identifier: MIT */
/*
 * Cases about locks with readers: those who hold the lock for reading write all the same.  Where ck's own operations
 * are seen, all readers add to one word, which orders them by accident; there the race comes last, as with the other
 * locks.
 */
#include "cases.h"

#ifdef LAB_CK_VISIBLE
enum { READERS_ARE_ORDERED = true };
#else
enum { READERS_ARE_ORDERED = false };
#endif

#define SHARING_AS(ordered, name, INIT, WLOCK, WUNLOCK, RLOCK, RUNLOCK)                                                \
  static void name##_setup(void) { INIT; }                                                                             \
  static void name##_run(unsigned self, bool racy) {                                                                   \
    (void)self;                                                                                                        \
    RLOCK;                                                                                                             \
    touch_bare(racy && !(ordered));                                                                                    \
    RUNLOCK;                                                                                                           \
    meet();                                                                                                            \
    long seen = 0;                                                                                                     \
    for (int i = 0; i < CK_ROUNDS; i++) {                                                                              \
      WLOCK;                                                                                                           \
      guarded = guarded + 1;                                                                                           \
      WUNLOCK;                                                                                                         \
      RLOCK;                                                                                                           \
      seen += guarded;                                                                                                 \
      RUNLOCK;                                                                                                         \
    }                                                                                                                  \
    touch_bare(racy && (ordered));                                                                                     \
    (void)seen;                                                                                                        \
  }

#define SHARING(name, ...) SHARING_AS(READERS_ARE_ORDERED, name, __VA_ARGS__)
#define SHARING_SEEN(name, ...) SHARING_AS(true, name, __VA_ARGS__) /* not wrapped */

static ck_rwlock_t rwlock;
static ck_pflock_t pflock;
static ck_tflock_ticket_t tflock = CK_TFLOCK_TICKET_INITIALIZER;
static ck_brlock_t brlock;
static ck_brlock_reader_t readers[CK_THREADS];
SHARING(rwlock, ck_rwlock_init(&rwlock), ck_rwlock_write_lock(&rwlock), ck_rwlock_write_unlock(&rwlock),
        ck_rwlock_read_lock(&rwlock), ck_rwlock_read_unlock(&rwlock))
SHARING(rwlock_try, ck_rwlock_init(&rwlock), UNTIL(ck_rwlock_write_trylock(&rwlock)), ck_rwlock_write_unlock(&rwlock),
        UNTIL(ck_rwlock_read_trylock(&rwlock)), ck_rwlock_read_unlock(&rwlock))
SHARING(rwlock_downgrade, ck_rwlock_init(&rwlock), ck_rwlock_write_lock(&rwlock), ck_rwlock_write_downgrade(&rwlock);
        seen += guarded; ck_rwlock_read_unlock(&rwlock), ck_rwlock_read_lock(&rwlock), ck_rwlock_read_unlock(&rwlock))
SHARING(pflock, ck_pflock_init(&pflock), ck_pflock_write_lock(&pflock), ck_pflock_write_unlock(&pflock),
        ck_pflock_read_lock(&pflock), ck_pflock_read_unlock(&pflock))
SHARING(tflock, ck_tflock_ticket_init(&tflock), ck_tflock_ticket_write_lock(&tflock),
        ck_tflock_ticket_write_unlock(&tflock), ck_tflock_ticket_read_lock(&tflock),
        ck_tflock_ticket_read_unlock(&tflock))

static void brlock_init(void) {
  ck_brlock_init(&brlock);
  for (unsigned i = 0; i < CK_THREADS; i++)
    ck_brlock_read_register(&brlock, &readers[i]);
}
SHARING(brlock, brlock_init(), ck_brlock_write_lock(&brlock), ck_brlock_write_unlock(&brlock),
        ck_brlock_read_lock(&brlock, &readers[self]), ck_brlock_read_unlock(&readers[self]))

/* Records that come and go while others hold the lock. */
SHARING(brlock_register, ck_brlock_init(&brlock), ck_brlock_read_register(&brlock, &readers[self]);
        ck_brlock_write_lock(&brlock), ck_brlock_write_unlock(&brlock);
        ck_brlock_read_unregister(&brlock, &readers[self]), ck_brlock_read_register(&brlock, &readers[self]);
        ck_brlock_read_lock(&brlock, &readers[self]), ck_brlock_read_unlock(&readers[self]);
        ck_brlock_read_unregister(&brlock, &readers[self]))
SHARING(brlock_try, brlock_init(), UNTIL(ck_brlock_write_trylock(&brlock, 1)), ck_brlock_write_unlock(&brlock),
        UNTIL(ck_brlock_read_trylock(&brlock, &readers[self], 1)), ck_brlock_read_unlock(&readers[self]))

/* Slots count from one. */
static ck_bytelock_t bytelock;
SHARING(bytelock, ck_bytelock_init(&bytelock), ck_bytelock_write_lock(&bytelock, self + 1),
        ck_bytelock_write_unlock(&bytelock), ck_bytelock_read_lock(&bytelock, self + 1),
        ck_bytelock_read_unlock(&bytelock, self + 1))
SHARING(bytelock_downgrade, ck_bytelock_init(&bytelock), ck_bytelock_write_lock(&bytelock, self + 1),
        ck_bytelock_read_lock(&bytelock, self + 1);
        seen += guarded; ck_bytelock_read_unlock(&bytelock, self + 1), ck_bytelock_read_lock(&bytelock, self + 1),
                         ck_bytelock_read_unlock(&bytelock, self + 1))

static ck_rwlock_recursive_t recursive;
SHARING_SEEN(rwlock_recursive, (ck_rwlock_init(&recursive.rw), recursive.wc = 0),
             ck_rwlock_recursive_write_lock(&recursive, self + 1);
             ck_rwlock_recursive_write_lock(&recursive, self + 1), ck_rwlock_recursive_write_unlock(&recursive);
             ck_rwlock_recursive_write_unlock(&recursive), ck_rwlock_recursive_read_lock(&recursive),
             ck_rwlock_recursive_read_unlock(&recursive))

SHARING_SEEN(elide_rwlock, ck_rwlock_init(&rwlock), ck_elide_ck_rwlock_write_lock(&rwlock),
             ck_elide_ck_rwlock_write_unlock(&rwlock), ck_elide_ck_rwlock_read_lock(&rwlock),
             ck_elide_ck_rwlock_read_unlock(&rwlock))

/* A swlock knows one writer at a time; who that is, a lock beside it says. */
static ck_swlock_t swlock;
static ck_spinlock_fas_t writers;
static void swlock_init(void) {
  ck_swlock_init(&swlock);
  ck_spinlock_fas_init(&writers);
}
SHARING_SEEN(swlock, swlock_init(), ck_spinlock_fas_lock(&writers);
             ck_swlock_write_lock(&swlock), ck_swlock_write_unlock(&swlock);
             ck_spinlock_fas_unlock(&writers), ck_swlock_read_lock(&swlock), ck_swlock_read_unlock(&swlock))
SHARING_SEEN(swlock_latch, swlock_init(), ck_spinlock_fas_lock(&writers);
             ck_swlock_write_latch(&swlock), ck_swlock_write_unlatch(&swlock);
             ck_spinlock_fas_unlock(&writers), ck_swlock_read_lock(&swlock), ck_swlock_read_unlock(&swlock))

#define CASE(name) {#name, name##_setup, name##_run, guarded_is_complete, EITHER_WAY}
const struct ck_case ck_rwlock_cases[] = {
    CASE(rwlock),
    CASE(rwlock_try),
    CASE(rwlock_downgrade),
    CASE(pflock),
    CASE(tflock),
    CASE(brlock),
    CASE(brlock_register),
    CASE(brlock_try),
    {"bytelock", bytelock_setup, bytelock_run, guarded_is_complete, ANNOTATED_ONLY}, /* bytes are read as words */
    {"bytelock_downgrade", bytelock_downgrade_setup, bytelock_downgrade_run, guarded_is_complete, ANNOTATED_ONLY},
    CASE(rwlock_recursive),
    CASE(elide_rwlock),
    CASE(swlock),
    CASE(swlock_latch),
    {NULL, NULL, NULL, NULL, EITHER_WAY},
};
