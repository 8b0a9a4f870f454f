/* SPDX-License-Identifier: MIT */
/*
 * Part of ck_annotate.h: locks whose unlocking names a node or a reader's record, and not the lock.  Each thread keeps
 * what it holds: the lock by the handle it took it with.
 */
#ifndef LAB_CK_ANNOTATE_HANDLES_H
#define LAB_CK_ANNOTATE_HANDLES_H

#define LAB_CK_HELD_MAX_ 16 /* of these locks, by one thread at once */

struct lab_ck_held_ {
  const void *handle;
  void *lock;
};

CK_CC_INLINE static struct lab_ck_held_ *lab_ck_held_find_(const void *handle) {
  static _Thread_local struct lab_ck_held_ held[LAB_CK_HELD_MAX_];
  for (unsigned int i = 0; i < LAB_CK_HELD_MAX_; i++)
    if (held[i].handle == handle)
      return &held[i];
  return NULL;
}

/* More than there is room for are ordered by nothing, and reported: too much is said then, never too little. */
CK_CC_INLINE static void lab_ck_held_put_(const void *handle, void *lock) {
  struct lab_ck_held_ *held = lab_ck_held_find_(NULL);
  if (held)
    *held = (struct lab_ck_held_){handle, lock};
}

/* The lock that was taken with it; the handle itself where that is not known. */
CK_CC_INLINE static void *lab_ck_held_take_(void *handle) {
  struct lab_ck_held_ *held = lab_ck_held_find_(handle);
  if (!held)
    return handle;
  held->handle = NULL;
  return held->lock;
}

/* -- Queues of nodes.  Unlocking hands the caller another node in place of its own. -- */
CK_CC_INLINE static void lab_ck_spinlock_clh_lock(struct ck_spinlock_clh **lock, struct ck_spinlock_clh *node) {
  LAB_CK_LOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_clh_lock(lock, node));
  lab_ck_held_put_(node, lock);
}
CK_CC_INLINE static void lab_ck_spinlock_clh_unlock(struct ck_spinlock_clh **node) {
  void *lock = lab_ck_held_take_(*node);
  LAB_CK_UNLOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_clh_unlock(node));
}

CK_CC_INLINE static void lab_ck_spinlock_hclh_lock(struct ck_spinlock_hclh **lock, struct ck_spinlock_hclh **local,
                                                   struct ck_spinlock_hclh *node) {
  LAB_CK_LOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_hclh_lock(lock, local, node));
  lab_ck_held_put_(node, lock);
}
CK_CC_INLINE static void lab_ck_spinlock_hclh_unlock(struct ck_spinlock_hclh **node) {
  void *lock = lab_ck_held_take_(*node);
  LAB_CK_UNLOCK_AS_(LAB_CK_WRITE_, lock, ck_spinlock_hclh_unlock(node));
}

/* -- Readers with a record each.  A record may be locked again by its thread; the first time is the one that counts.
 * The lock is known by the one word of it that is never written plainly: records are linked into the others. -- */
CK_CC_INLINE static void lab_ck_brlock_write_lock(struct ck_brlock *lock) {
  LAB_CK_LOCK_AS_(LAB_CK_WRITE_, &lock->writer, ck_brlock_write_lock(lock));
}
CK_CC_INLINE static void lab_ck_brlock_write_unlock(struct ck_brlock *lock) {
  LAB_CK_UNLOCK_AS_(LAB_CK_WRITE_, &lock->writer, ck_brlock_write_unlock(lock));
}
CK_CC_INLINE static bool lab_ck_brlock_write_trylock(struct ck_brlock *lock, unsigned int factor) {
  LAB_CK_TRYLOCK_AS_(LAB_CK_WRITE_, &lock->writer, ck_brlock_write_trylock(lock, factor));
}
/* Each locks to write and lets go, about the list of records alone. */
CK_CC_INLINE static void lab_ck_brlock_read_register(struct ck_brlock *lock, struct ck_brlock_reader *reader) {
  lab_ck_enter_();
  ck_brlock_read_register(lock, reader);
  lab_ck_leave_();
}
CK_CC_INLINE static void lab_ck_brlock_read_unregister(struct ck_brlock *lock, struct ck_brlock_reader *reader) {
  lab_ck_enter_();
  ck_brlock_read_unregister(lock, reader);
  lab_ck_leave_();
}
CK_CC_INLINE static void lab_ck_brlock_read_lock(struct ck_brlock *lock, struct ck_brlock_reader *reader) {
  if (ck_pr_load_uint(&reader->n_readers) > 0) {
    ck_brlock_read_lock(lock, reader);
    return;
  }
  LAB_CK_LOCK_AS_(LAB_CK_READ_, &lock->writer, ck_brlock_read_lock(lock, reader));
  lab_ck_held_put_(reader, &lock->writer);
}
CK_CC_INLINE static bool lab_ck_brlock_read_trylock(struct ck_brlock *lock, struct ck_brlock_reader *reader,
                                                    unsigned int factor) {
  if (ck_pr_load_uint(&reader->n_readers) > 0)
    return ck_brlock_read_trylock(lock, reader, factor);
  LAB_CK_SAY_(__tsan_mutex_pre_lock, &lock->writer, LAB_CK_READ_ | LAB_CK_TRY_);
  bool taken = ck_brlock_read_trylock(lock, reader, factor);
  LAB_CK_SAY_(__tsan_mutex_post_lock, &lock->writer, LAB_CK_READ_ | LAB_CK_TRY_ | (taken ? 0u : LAB_CK_FAILED_), 0);
  if (taken)
    lab_ck_held_put_(reader, &lock->writer);
  return taken;
}
CK_CC_INLINE static void lab_ck_brlock_read_unlock(struct ck_brlock_reader *reader) {
  if (ck_pr_load_uint(&reader->n_readers) > 1) {
    ck_brlock_read_unlock(reader);
    return;
  }
  void *lock = lab_ck_held_take_(reader);
  LAB_CK_UNLOCK_AS_(LAB_CK_READ_, lock, ck_brlock_read_unlock(reader));
}

/* -- Bytes of readers, which the writer reads eight at a time: as atomics, they do not meet.  Whoever holds the lock
 * one way may lock it the other way: that is what ck calls upgrading and downgrading. -- */
CK_CC_INLINE static bool lab_ck_bytelock_reads_(struct ck_bytelock *lock, unsigned int slot) {
  return slot <= sizeof lock->readers && ck_pr_load_8(&lock->readers[slot - 1]) != 0;
}
CK_CC_INLINE static void lab_ck_bytelock_write_lock(struct ck_bytelock *lock, unsigned int slot) {
  if (lab_ck_bytelock_reads_(lock, slot)) {
    LAB_CK_UNLOCK_AS_(LAB_CK_READ_, lock, (void)0);
  }
  LAB_CK_LOCK_AS_(LAB_CK_WRITE_, lock, ck_bytelock_write_lock(lock, slot));
}
CK_CC_INLINE static void lab_ck_bytelock_write_unlock(struct ck_bytelock *lock) {
  LAB_CK_UNLOCK_AS_(LAB_CK_WRITE_, lock, ck_bytelock_write_unlock(lock));
}
CK_CC_INLINE static void lab_ck_bytelock_read_lock(struct ck_bytelock *lock, unsigned int slot) {
  if (ck_pr_load_uint(&lock->owner) == slot) {
    LAB_CK_UNLOCK_AS_(LAB_CK_WRITE_, lock, (void)0);
  }
  LAB_CK_LOCK_AS_(LAB_CK_READ_, lock, ck_bytelock_read_lock(lock, slot));
}
CK_CC_INLINE static void lab_ck_bytelock_read_unlock(struct ck_bytelock *lock, unsigned int slot) {
  LAB_CK_UNLOCK_AS_(LAB_CK_READ_, lock, ck_bytelock_read_unlock(lock, slot));
}

#define ck_spinlock_clh_lock lab_ck_spinlock_clh_lock
#define ck_spinlock_clh_unlock lab_ck_spinlock_clh_unlock
#define ck_spinlock_hclh_lock lab_ck_spinlock_hclh_lock
#define ck_spinlock_hclh_unlock lab_ck_spinlock_hclh_unlock
#define ck_brlock_write_lock lab_ck_brlock_write_lock
#define ck_brlock_write_unlock lab_ck_brlock_write_unlock
#define ck_brlock_write_trylock lab_ck_brlock_write_trylock
#define ck_brlock_read_register lab_ck_brlock_read_register
#define ck_brlock_read_unregister lab_ck_brlock_read_unregister
#define ck_brlock_read_lock lab_ck_brlock_read_lock
#define ck_brlock_read_trylock lab_ck_brlock_read_trylock
#define ck_brlock_read_unlock lab_ck_brlock_read_unlock
#define ck_bytelock_write_lock lab_ck_bytelock_write_lock
#define ck_bytelock_write_unlock lab_ck_bytelock_write_unlock
#define ck_bytelock_read_lock lab_ck_bytelock_read_lock
#define ck_bytelock_read_unlock lab_ck_bytelock_read_unlock

#endif
