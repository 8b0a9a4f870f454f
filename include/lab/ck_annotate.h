/* SPDX-License-Identifier: MIT */
/*
 * Concurrency Kit's structures as ThreadSanitizer shall see them.  Included by <lab/ck.h> alone; the wrappers carry
 * ck's names with lab_ before them, and the names are redirected at the end.
 *
 * What each says:
 *   locks              the sanitizer's mutex annotations, by the address of the lock: held sets and lock-order
 *                      inversions are reported as for a pthread mutex
 *   ring, fifo, stack  what is put in is released and what is taken out is acquired, by the address of the message, so
 *                      that a message orders its own producer and consumer and nobody else
 *   hazard pointers    reclamation is done here, with visible loads of the hazards: destroying an object comes after
 *                      the last use by whoever protected it
 *   epoch              a reader's section comes before the end of a synchronize, and before the callbacks
 *   tournament barrier what comes before it in one thread comes before what follows it in all; other barriers are seen
 *                      at work (ck_barrier_steps.h)
 *   sequence           the reads between read_begin and read_retry are not looked at: they may race, and the version
 *                      says whether they did.  A reader has to reach read_retry: no break, no return before it.
 * Inside a wrapper no access is recorded and nothing is ordered.
 *
 * Not wrapped: swlock, recursive rwlock, elided locks, hash tables, and rings made by CK_RING_PROTOTYPE.  Their ck_pr_*
 * operations are atomics that the sanitizer sees, which is enough for those that read nothing before they own it.
 */
#ifndef LAB_CK_ANNOTATE_H
#define LAB_CK_ANNOTATE_H

#ifndef LAB_CK_H
#error "include <lab/ck.h>"
#endif

/*
 * Of the sanitizer's runtime; some are in <sanitizer/tsan_interface.h>, others in no header.  Weak: a runtime that has
 * none of them (an engine of our own) sees ck's own steps, as with LAB_CK_VISIBLE.
 */
#define LAB_CK_WEAK_ __attribute__((weak))
LAB_CK_WEAK_ void __tsan_acquire(void *address);
LAB_CK_WEAK_ void __tsan_release(void *address);
LAB_CK_WEAK_ void __tsan_mutex_pre_lock(void *address, unsigned flags);
LAB_CK_WEAK_ void __tsan_mutex_post_lock(void *address, unsigned flags, int recursion);
LAB_CK_WEAK_ int __tsan_mutex_pre_unlock(void *address, unsigned flags);
LAB_CK_WEAK_ void __tsan_mutex_post_unlock(void *address, unsigned flags);
LAB_CK_WEAK_ void __tsan_ignore_thread_begin(void);
LAB_CK_WEAK_ void __tsan_ignore_thread_end(void);
LAB_CK_WEAK_ void AnnotateIgnoreSyncBegin(const char *file, int line);
LAB_CK_WEAK_ void AnnotateIgnoreSyncEnd(const char *file, int line);

#define LAB_CK_SAY_(what, ...)                                                                                         \
  do {                                                                                                                 \
    if (what)                                                                                                          \
      (void)what(__VA_ARGS__);                                                                                         \
  } while (0)

/* Flags of the mutex annotations. */
enum { LAB_CK_WRITE_ = 0, LAB_CK_READ_ = 1 << 3, LAB_CK_TRY_ = 1 << 4, LAB_CK_FAILED_ = 1 << 5 };

CK_CC_INLINE static void lab_ck_enter_(void) {
  if (__tsan_ignore_thread_begin)
    __tsan_ignore_thread_begin();
  LAB_CK_SAY_(AnnotateIgnoreSyncBegin, __FILE__, __LINE__);
}

CK_CC_INLINE static void lab_ck_leave_(void) {
  LAB_CK_SAY_(AnnotateIgnoreSyncEnd, __FILE__, __LINE__);
  if (__tsan_ignore_thread_end)
    __tsan_ignore_thread_end();
}

/* The runtime keeps what is released beside the memory at that address; a small integer in a pointer has none. */
CK_CC_INLINE static void *lab_ck_key_(const void *message, const void *container) {
  const void *key = (uintptr_t)message < CK_MD_PAGESIZE ? container : message;
  return (void *)(uintptr_t)key;
}

/* -- Locks. -- */
#define LAB_CK_LOCK_AS_(F, lock, call)                                                                                 \
  LAB_CK_SAY_(__tsan_mutex_pre_lock, (lock), (F));                                                                     \
  call;                                                                                                                \
  LAB_CK_SAY_(__tsan_mutex_post_lock, (lock), (F), 0)

#define LAB_CK_TRYLOCK_AS_(F, lock, call)                                                                              \
  LAB_CK_SAY_(__tsan_mutex_pre_lock, (lock), (F) | LAB_CK_TRY_);                                                       \
  bool taken = call;                                                                                                   \
  LAB_CK_SAY_(__tsan_mutex_post_lock, (lock), (F) | LAB_CK_TRY_ | (taken ? 0u : LAB_CK_FAILED_), 0);                   \
  return taken

#define LAB_CK_UNLOCK_AS_(F, lock, call)                                                                               \
  LAB_CK_SAY_(__tsan_mutex_pre_unlock, (lock), (F));                                                                   \
  call;                                                                                                                \
  LAB_CK_SAY_(__tsan_mutex_post_unlock, (lock), (F))

#define LAB_CK_LOCK_(name, F, type)                                                                                    \
  CK_CC_INLINE static void lab_##name(type *lock) { LAB_CK_LOCK_AS_(F, lock, name(lock)); }
#define LAB_CK_TRYLOCK_(name, F, type)                                                                                 \
  CK_CC_INLINE static bool lab_##name(type *lock) { LAB_CK_TRYLOCK_AS_(F, lock, name(lock)); }
#define LAB_CK_UNLOCK_(name, F, type)                                                                                  \
  CK_CC_INLINE static void lab_##name(type *lock) { LAB_CK_UNLOCK_AS_(F, lock, name(lock)); }

#define LAB_CK_SPINLOCK_(kind)                                                                                         \
  LAB_CK_LOCK_(ck_spinlock_##kind##_lock, LAB_CK_WRITE_, struct ck_spinlock_##kind)                                    \
  LAB_CK_LOCK_(ck_spinlock_##kind##_lock_eb, LAB_CK_WRITE_, struct ck_spinlock_##kind)                                 \
  LAB_CK_TRYLOCK_(ck_spinlock_##kind##_trylock, LAB_CK_WRITE_, struct ck_spinlock_##kind)                              \
  LAB_CK_UNLOCK_(ck_spinlock_##kind##_unlock, LAB_CK_WRITE_, struct ck_spinlock_##kind)

LAB_CK_SPINLOCK_(fas)
LAB_CK_SPINLOCK_(cas)
LAB_CK_SPINLOCK_(dec)

LAB_CK_LOCK_(ck_spinlock_ticket_lock, LAB_CK_WRITE_, struct ck_spinlock_ticket)
LAB_CK_UNLOCK_(ck_spinlock_ticket_unlock, LAB_CK_WRITE_, struct ck_spinlock_ticket)
#ifdef CK_F_SPINLOCK_TICKET_TRYLOCK
LAB_CK_TRYLOCK_(ck_spinlock_ticket_trylock, LAB_CK_WRITE_, struct ck_spinlock_ticket)
#endif
CK_CC_INLINE static void lab_ck_spinlock_ticket_lock_pb(struct ck_spinlock_ticket *lock, unsigned int c) {
  LAB_CK_LOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_ticket_lock_pb(lock, c));
}

CK_CC_INLINE static void lab_ck_spinlock_mcs_lock(struct ck_spinlock_mcs **lock, struct ck_spinlock_mcs *node) {
  LAB_CK_LOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_mcs_lock(lock, node));
}
CK_CC_INLINE static bool lab_ck_spinlock_mcs_trylock(struct ck_spinlock_mcs **lock, struct ck_spinlock_mcs *node) {
  LAB_CK_TRYLOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_mcs_trylock(lock, node));
}
CK_CC_INLINE static void lab_ck_spinlock_mcs_unlock(struct ck_spinlock_mcs **lock, struct ck_spinlock_mcs *node) {
  LAB_CK_UNLOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_mcs_unlock(lock, node));
}

CK_CC_INLINE static void lab_ck_spinlock_anderson_lock(struct ck_spinlock_anderson *lock,
                                                       struct ck_spinlock_anderson_thread **slot) {
  LAB_CK_LOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_anderson_lock(lock, slot));
}
CK_CC_INLINE static void lab_ck_spinlock_anderson_unlock(struct ck_spinlock_anderson *lock,
                                                         struct ck_spinlock_anderson_thread *slot) {
  LAB_CK_UNLOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_anderson_unlock(lock, slot));
}

/* -- Locks with readers. -- */
#define LAB_CK_RWLOCK_(kind, type)                                                                                     \
  LAB_CK_LOCK_(kind##_write_lock, LAB_CK_WRITE_, type)                                                                 \
  LAB_CK_UNLOCK_(kind##_write_unlock, LAB_CK_WRITE_, type)                                                             \
  LAB_CK_LOCK_(kind##_read_lock, LAB_CK_READ_, type)                                                                   \
  LAB_CK_UNLOCK_(kind##_read_unlock, LAB_CK_READ_, type)

LAB_CK_RWLOCK_(ck_rwlock, ck_rwlock_t)
LAB_CK_RWLOCK_(ck_pflock, ck_pflock_t)
LAB_CK_RWLOCK_(ck_tflock_ticket, ck_tflock_ticket_t)
LAB_CK_TRYLOCK_(ck_rwlock_write_trylock, LAB_CK_WRITE_, ck_rwlock_t)
LAB_CK_TRYLOCK_(ck_rwlock_read_trylock, LAB_CK_READ_, ck_rwlock_t)

/* From writing to reading, with nobody writing in between. */
CK_CC_INLINE static void lab_ck_rwlock_write_downgrade(ck_rwlock_t *lock) {
  LAB_CK_UNLOCK_AS_(LAB_CK_WRITE_, lock, ck_rwlock_write_downgrade(lock));
  LAB_CK_LOCK_AS_(LAB_CK_READ_, lock, (void)0);
}

/* -- The one barrier that waits in libck.a.  Odd and even rounds have keys of their own, or a late one would be ordered
 * after the next round. -- */
CK_CC_INLINE static void lab_ck_barrier_tournament(ck_barrier_tournament_t *barrier,
                                                   ck_barrier_tournament_state_t *state) {
  char *round = (char *)barrier + (state->sense & 1 ? sizeof(unsigned int) : 0);
  LAB_CK_SAY_(__tsan_release, round);
  ck_barrier_tournament(barrier, state);
  LAB_CK_SAY_(__tsan_acquire, round);
}

/* -- Sequence: the version is visible, so a read that was not retried comes after the write it saw. -- */
CK_CC_INLINE static unsigned int lab_ck_sequence_read_begin(const struct ck_sequence *sequence) {
  unsigned int version = ck_sequence_read_begin(sequence);
  if (__tsan_ignore_thread_begin)
    __tsan_ignore_thread_begin();
  return version;
}
CK_CC_INLINE static bool lab_ck_sequence_read_retry(const struct ck_sequence *sequence, unsigned int version) {
  if (__tsan_ignore_thread_end)
    __tsan_ignore_thread_end();
  return ck_sequence_read_retry(sequence, version);
}

#include <lab/ck_annotate_handles.h>
#include <lab/ck_annotate_messages.h>
#include <lab/ck_annotate_reclaim.h>

/* -- From here on, ck's names mean the wrappers. -- */
#define ck_spinlock_fas_lock lab_ck_spinlock_fas_lock
#define ck_spinlock_fas_lock_eb lab_ck_spinlock_fas_lock_eb
#define ck_spinlock_fas_trylock lab_ck_spinlock_fas_trylock
#define ck_spinlock_fas_unlock lab_ck_spinlock_fas_unlock
#define ck_spinlock_cas_lock lab_ck_spinlock_cas_lock
#define ck_spinlock_cas_lock_eb lab_ck_spinlock_cas_lock_eb
#define ck_spinlock_cas_trylock lab_ck_spinlock_cas_trylock
#define ck_spinlock_cas_unlock lab_ck_spinlock_cas_unlock
#define ck_spinlock_dec_lock lab_ck_spinlock_dec_lock
#define ck_spinlock_dec_lock_eb lab_ck_spinlock_dec_lock_eb
#define ck_spinlock_dec_trylock lab_ck_spinlock_dec_trylock
#define ck_spinlock_dec_unlock lab_ck_spinlock_dec_unlock
#define ck_spinlock_ticket_lock lab_ck_spinlock_ticket_lock
#define ck_spinlock_ticket_lock_pb lab_ck_spinlock_ticket_lock_pb
#define ck_spinlock_ticket_trylock lab_ck_spinlock_ticket_trylock
#define ck_spinlock_ticket_unlock lab_ck_spinlock_ticket_unlock
#define ck_spinlock_mcs_lock lab_ck_spinlock_mcs_lock
#define ck_spinlock_mcs_trylock lab_ck_spinlock_mcs_trylock
#define ck_spinlock_mcs_unlock lab_ck_spinlock_mcs_unlock
#define ck_spinlock_anderson_lock lab_ck_spinlock_anderson_lock
#define ck_spinlock_anderson_unlock lab_ck_spinlock_anderson_unlock
#define ck_rwlock_write_lock lab_ck_rwlock_write_lock
#define ck_rwlock_write_trylock lab_ck_rwlock_write_trylock
#define ck_rwlock_write_unlock lab_ck_rwlock_write_unlock
#define ck_rwlock_write_downgrade lab_ck_rwlock_write_downgrade
#define ck_rwlock_read_lock lab_ck_rwlock_read_lock
#define ck_rwlock_read_trylock lab_ck_rwlock_read_trylock
#define ck_rwlock_read_unlock lab_ck_rwlock_read_unlock
#define ck_pflock_write_lock lab_ck_pflock_write_lock
#define ck_pflock_write_unlock lab_ck_pflock_write_unlock
#define ck_pflock_read_lock lab_ck_pflock_read_lock
#define ck_pflock_read_unlock lab_ck_pflock_read_unlock
#define ck_tflock_ticket_write_lock lab_ck_tflock_ticket_write_lock
#define ck_tflock_ticket_write_unlock lab_ck_tflock_ticket_write_unlock
#define ck_tflock_ticket_read_lock lab_ck_tflock_ticket_read_lock
#define ck_tflock_ticket_read_unlock lab_ck_tflock_ticket_read_unlock
#define ck_sequence_read_begin lab_ck_sequence_read_begin
#define ck_sequence_read_retry lab_ck_sequence_read_retry
/* Function-like, because a structure has the same name. */
#define ck_barrier_tournament(...) lab_ck_barrier_tournament(__VA_ARGS__)

#endif
