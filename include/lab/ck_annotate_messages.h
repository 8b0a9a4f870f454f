/* SPDX-License-Identifier: MIT */
/* Part of ck_annotate.h: rings, queues and stacks, which pass a message from whoever puts it in to whoever takes it. */
#ifndef LAB_CK_ANNOTATE_MESSAGES_H
#define LAB_CK_ANNOTATE_MESSAGES_H

#define LAB_CK_PUT_(type, message, container, call)                                                                    \
  LAB_CK_SAY_(__tsan_release, lab_ck_key_((message), (container)));                                                    \
  lab_ck_enter_();                                                                                                     \
  type done = call;                                                                                                    \
  lab_ck_leave_();                                                                                                     \
  return done

#define LAB_CK_PUT_VOID_(message, container, call)                                                                     \
  LAB_CK_SAY_(__tsan_release, lab_ck_key_((message), (container)));                                                    \
  lab_ck_enter_();                                                                                                     \
  call;                                                                                                                \
  lab_ck_leave_()

/* message is evaluated after a success only. */
#define LAB_CK_TAKE_(type, message, container, call)                                                                   \
  lab_ck_enter_();                                                                                                     \
  type done = call;                                                                                                    \
  lab_ck_leave_();                                                                                                     \
  if (done)                                                                                                            \
    LAB_CK_SAY_(__tsan_acquire, lab_ck_key_((message), (container)));                                                  \
  return done

/* -- Rings of pointers. -- */
#define LAB_CK_RING_(kind)                                                                                             \
  CK_CC_INLINE static bool lab_ck_ring_enqueue_##kind(struct ck_ring *ring, struct ck_ring_buffer *buffer,             \
                                                      const void *entry) {                                             \
    LAB_CK_PUT_(bool, entry, ring, ck_ring_enqueue_##kind(ring, buffer, entry));                                       \
  }                                                                                                                    \
  CK_CC_INLINE static bool lab_ck_ring_enqueue_##kind##_size(struct ck_ring *ring, struct ck_ring_buffer *buffer,      \
                                                             const void *entry, unsigned int *size) {                  \
    LAB_CK_PUT_(bool, entry, ring, ck_ring_enqueue_##kind##_size(ring, buffer, entry, size));                          \
  }                                                                                                                    \
  CK_CC_INLINE static bool lab_ck_ring_dequeue_##kind(struct ck_ring *ring, const struct ck_ring_buffer *buffer,       \
                                                      void *data) {                                                    \
    lab_ck_enter_();                                                                                                   \
    bool done = ck_ring_dequeue_##kind(ring, buffer, data);                                                            \
    lab_ck_leave_();                                                                                                   \
    lab_ck_ring_taken_(ring, data, done);                                                                              \
    return done;                                                                                                       \
  }

#define LAB_CK_RING_TRY_(kind)                                                                                         \
  CK_CC_INLINE static bool lab_ck_ring_trydequeue_##kind(struct ck_ring *ring, const struct ck_ring_buffer *buffer,    \
                                                         void *data) {                                                 \
    lab_ck_enter_();                                                                                                   \
    bool done = ck_ring_trydequeue_##kind(ring, buffer, data);                                                         \
    lab_ck_leave_();                                                                                                   \
    lab_ck_ring_taken_(ring, data, done);                                                                              \
    return done;                                                                                                       \
  }

/* A message that was put in by reserve and commit is released by the ring's address: commit does not name it. */
CK_CC_INLINE static void lab_ck_ring_taken_(struct ck_ring *ring, void *data, bool done) {
  if (!done)
    return;
  LAB_CK_SAY_(__tsan_acquire, lab_ck_key_(*(void **)data, ring));
  LAB_CK_SAY_(__tsan_acquire, ring);
}

LAB_CK_RING_(spsc)
LAB_CK_RING_(spmc)
LAB_CK_RING_(mpsc)
LAB_CK_RING_(mpmc)
LAB_CK_RING_TRY_(spmc)
LAB_CK_RING_TRY_(mpmc)

CK_CC_INLINE static void lab_ck_ring_enqueue_commit_spsc(struct ck_ring *ring) {
  LAB_CK_PUT_VOID_(NULL, ring, ck_ring_enqueue_commit_spsc(ring));
}
CK_CC_INLINE static void lab_ck_ring_enqueue_commit_spmc(struct ck_ring *ring) {
  LAB_CK_PUT_VOID_(NULL, ring, ck_ring_enqueue_commit_spmc(ring));
}
CK_CC_INLINE static void lab_ck_ring_enqueue_commit_mpsc(struct ck_ring *ring, unsigned int ticket) {
  LAB_CK_PUT_VOID_(NULL, ring, ck_ring_enqueue_commit_mpsc(ring, ticket));
}
CK_CC_INLINE static void lab_ck_ring_enqueue_commit_mpmc(struct ck_ring *ring, unsigned int ticket) {
  LAB_CK_PUT_VOID_(NULL, ring, ck_ring_enqueue_commit_mpmc(ring, ticket));
}

/* -- Queues.  Nodes come back to be used again, or freed: that comes after whoever put the node in, and in a queue of
 * one producer after what the consumer did before it let go of the node. -- */
CK_CC_INLINE static void lab_ck_fifo_spsc_enqueue(struct ck_fifo_spsc *fifo, struct ck_fifo_spsc_entry *entry,
                                                  void *value) {
  LAB_CK_PUT_VOID_(value, fifo, ck_fifo_spsc_enqueue(fifo, entry, value));
}
CK_CC_INLINE static bool lab_ck_fifo_spsc_dequeue(struct ck_fifo_spsc *fifo, void *value) {
  LAB_CK_SAY_(__tsan_release, fifo->head); /* the node that this lets go of, if it takes one */
  LAB_CK_TAKE_(bool, *(void **)value, fifo, ck_fifo_spsc_dequeue(fifo, value));
}
CK_CC_INLINE static struct ck_fifo_spsc_entry *lab_ck_fifo_spsc_recycle(struct ck_fifo_spsc *fifo) {
  lab_ck_enter_();
  struct ck_fifo_spsc_entry *entry = ck_fifo_spsc_recycle(fifo);
  lab_ck_leave_();
  if (entry)
    LAB_CK_SAY_(__tsan_acquire, entry);
  return entry;
}

#ifdef CK_F_FIFO_MPMC
#define LAB_CK_TAKE_NODE_(call)                                                                                        \
  lab_ck_enter_();                                                                                                     \
  bool done = call;                                                                                                    \
  lab_ck_leave_();                                                                                                     \
  if (done) {                                                                                                          \
    LAB_CK_SAY_(__tsan_acquire, lab_ck_key_(*(void **)value, fifo));                                                   \
    LAB_CK_SAY_(__tsan_acquire, *garbage);                                                                             \
  }                                                                                                                    \
  return done

CK_CC_INLINE static void lab_ck_fifo_mpmc_enqueue(struct ck_fifo_mpmc *fifo, struct ck_fifo_mpmc_entry *entry,
                                                  void *value) {
  LAB_CK_SAY_(__tsan_release, entry);
  LAB_CK_PUT_VOID_(value, fifo, ck_fifo_mpmc_enqueue(fifo, entry, value));
}
CK_CC_INLINE static bool lab_ck_fifo_mpmc_tryenqueue(struct ck_fifo_mpmc *fifo, struct ck_fifo_mpmc_entry *entry,
                                                     void *value) {
  LAB_CK_SAY_(__tsan_release, entry);
  LAB_CK_PUT_(bool, value, fifo, ck_fifo_mpmc_tryenqueue(fifo, entry, value));
}
CK_CC_INLINE static bool lab_ck_fifo_mpmc_dequeue(struct ck_fifo_mpmc *fifo, void *value,
                                                  struct ck_fifo_mpmc_entry **garbage) {
  LAB_CK_TAKE_NODE_(ck_fifo_mpmc_dequeue(fifo, value, garbage));
}
CK_CC_INLINE static bool lab_ck_fifo_mpmc_trydequeue(struct ck_fifo_mpmc *fifo, void *value,
                                                     struct ck_fifo_mpmc_entry **garbage) {
  LAB_CK_TAKE_NODE_(ck_fifo_mpmc_trydequeue(fifo, value, garbage));
}
#endif

/* -- Stacks: the message is the entry, which lies in the object that is passed. -- */
#define LAB_CK_STACK_PUSH_(kind)                                                                                       \
  CK_CC_INLINE static void lab_ck_stack_push_##kind(struct ck_stack *stack, struct ck_stack_entry *entry) {            \
    LAB_CK_PUT_VOID_(entry, stack, ck_stack_push_##kind(stack, entry));                                                \
  }
#define LAB_CK_STACK_TRYPUSH_(kind)                                                                                    \
  CK_CC_INLINE static bool lab_ck_stack_trypush_##kind(struct ck_stack *stack, struct ck_stack_entry *entry) {         \
    LAB_CK_PUT_(bool, entry, stack, ck_stack_trypush_##kind(stack, entry));                                            \
  }
#define LAB_CK_STACK_POP_(kind)                                                                                        \
  CK_CC_INLINE static struct ck_stack_entry *lab_ck_stack_pop_##kind(struct ck_stack *stack) {                         \
    LAB_CK_TAKE_(struct ck_stack_entry *, done, stack, ck_stack_pop_##kind(stack));                                    \
  }
#define LAB_CK_STACK_TRYPOP_(kind)                                                                                     \
  CK_CC_INLINE static bool lab_ck_stack_trypop_##kind(struct ck_stack *stack, struct ck_stack_entry **entry) {         \
    LAB_CK_TAKE_(bool, *entry, stack, ck_stack_trypop_##kind(stack, entry));                                           \
  }
/* The whole list comes at once, with a message in each entry. */
#define LAB_CK_STACK_BATCH_(kind)                                                                                      \
  CK_CC_INLINE static struct ck_stack_entry *lab_ck_stack_batch_pop_##kind(struct ck_stack *stack) {                   \
    lab_ck_enter_();                                                                                                   \
    struct ck_stack_entry *first = ck_stack_batch_pop_##kind(stack);                                                   \
    lab_ck_leave_();                                                                                                   \
    for (struct ck_stack_entry *entry = first; entry != NULL; entry = entry->next)                                     \
      LAB_CK_SAY_(__tsan_acquire, entry);                                                                              \
    return first;                                                                                                      \
  }

LAB_CK_STACK_PUSH_(upmc)
LAB_CK_STACK_PUSH_(mpmc)
LAB_CK_STACK_PUSH_(mpnc)
LAB_CK_STACK_TRYPUSH_(upmc)
LAB_CK_STACK_TRYPUSH_(mpmc)
LAB_CK_STACK_POP_(upmc)
LAB_CK_STACK_TRYPOP_(upmc)
LAB_CK_STACK_BATCH_(upmc)
LAB_CK_STACK_BATCH_(mpmc)
#ifdef CK_F_STACK_POP_MPMC
LAB_CK_STACK_POP_(mpmc)
LAB_CK_STACK_TRYPOP_(mpmc)
#endif

#define ck_ring_enqueue_spsc lab_ck_ring_enqueue_spsc
#define ck_ring_enqueue_spmc lab_ck_ring_enqueue_spmc
#define ck_ring_enqueue_mpsc lab_ck_ring_enqueue_mpsc
#define ck_ring_enqueue_mpmc lab_ck_ring_enqueue_mpmc
#define ck_ring_enqueue_spsc_size lab_ck_ring_enqueue_spsc_size
#define ck_ring_enqueue_spmc_size lab_ck_ring_enqueue_spmc_size
#define ck_ring_enqueue_mpsc_size lab_ck_ring_enqueue_mpsc_size
#define ck_ring_enqueue_mpmc_size lab_ck_ring_enqueue_mpmc_size
#define ck_ring_enqueue_commit_spsc lab_ck_ring_enqueue_commit_spsc
#define ck_ring_enqueue_commit_spmc lab_ck_ring_enqueue_commit_spmc
#define ck_ring_enqueue_commit_mpsc lab_ck_ring_enqueue_commit_mpsc
#define ck_ring_enqueue_commit_mpmc lab_ck_ring_enqueue_commit_mpmc
#define ck_ring_dequeue_spsc lab_ck_ring_dequeue_spsc
#define ck_ring_dequeue_spmc lab_ck_ring_dequeue_spmc
#define ck_ring_dequeue_mpsc lab_ck_ring_dequeue_mpsc
#define ck_ring_dequeue_mpmc lab_ck_ring_dequeue_mpmc
#define ck_ring_trydequeue_spmc lab_ck_ring_trydequeue_spmc
#define ck_ring_trydequeue_mpmc lab_ck_ring_trydequeue_mpmc
#define ck_fifo_spsc_enqueue lab_ck_fifo_spsc_enqueue
#define ck_fifo_spsc_dequeue lab_ck_fifo_spsc_dequeue
#define ck_fifo_spsc_recycle lab_ck_fifo_spsc_recycle
#define ck_fifo_mpmc_enqueue lab_ck_fifo_mpmc_enqueue
#define ck_fifo_mpmc_tryenqueue lab_ck_fifo_mpmc_tryenqueue
#define ck_fifo_mpmc_dequeue lab_ck_fifo_mpmc_dequeue
#define ck_fifo_mpmc_trydequeue lab_ck_fifo_mpmc_trydequeue
#define ck_stack_push_upmc lab_ck_stack_push_upmc
#define ck_stack_push_mpmc lab_ck_stack_push_mpmc
#define ck_stack_push_mpnc lab_ck_stack_push_mpnc
#define ck_stack_trypush_upmc lab_ck_stack_trypush_upmc
#define ck_stack_trypush_mpmc lab_ck_stack_trypush_mpmc
#define ck_stack_pop_upmc lab_ck_stack_pop_upmc
#define ck_stack_pop_mpmc lab_ck_stack_pop_mpmc
#define ck_stack_trypop_upmc lab_ck_stack_trypop_upmc
#define ck_stack_trypop_mpmc lab_ck_stack_trypop_mpmc
#define ck_stack_batch_pop_upmc lab_ck_stack_batch_pop_upmc
#define ck_stack_batch_pop_mpmc lab_ck_stack_batch_pop_mpmc

#endif
