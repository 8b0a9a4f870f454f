/* SPDX-License-Identifier: MIT */
/* What -fsanitize=thread calls in place of atomic operations and fences (and of the old __sync builtins). */
#include "engines/explore/buffer.h"
#include "engines/explore/hooks.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <stdatomic.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define READS (LAB_OPF_READ | LAB_OPF_ATOMIC)
#define WRITES (LAB_OPF_WRITE | LAB_OPF_ATOMIC | LAB_OPF_DRAINS)
#define BOTH (LAB_OPF_READ | WRITES)

/* A locked operation empties the store buffer whatever it is done to: a step for that reason alone. */
__attribute__((noinline)) static bool drains_here(unsigned flags) {
  if (!(flags & LAB_OPF_DRAINS) || lab_exec.quiet)
    return false;
  lab_buffer_settle();
  return lab_exec.me->buffered;
}

/* Announces, if the bytes are shared. */
static inline void visit(uintptr_t address, uint32_t length, unsigned kind, unsigned flags, int order, uint64_t arg,
                         uintptr_t pc, uintptr_t frame) {
  if (!lab_hook_is_step(address, length, flags & LAB_OPF_WRITE, pc) && !(lab_search.tso && drains_here(flags)))
    return;
  lab_sched_announce_with(LAB_OP_HEAD(kind, flags, order, length), address, pc, frame, arg);
  lab_hook_recheck(address, length, flags & LAB_OPF_WRITE, pc);
}

static void load(const volatile void *from, void *to, uint32_t length, int order, uintptr_t pc, uintptr_t frame) {
  uintptr_t address = (uintptr_t)from;
  if (lab_search.tso && lab_buffer_overlaps(address, length))
    lab_buffer_flush(pc, frame);
  visit(address, length, LAB_OP_READ, READS, order, 0, pc, frame);
  if (lab_search.tso)
    lab_buffer_load(address, length, to);
  else
    memcpy(to, (const void *)address, length);
}

static void store(volatile void *to, const void *from, uint32_t length, int order, uintptr_t pc, uintptr_t frame) {
  uintptr_t address = (uintptr_t)to;
  uint64_t arg = 0;
  memcpy(&arg, from, length < sizeof arg ? length : sizeof arg);
  if (lab_search.tso && order != memory_order_seq_cst && !lab_exec.quiet) {
    if (lab_hook_is_step(address, length, true, pc) && lab_arena_is_shared(address, length)) {
      lab_buffer_store(address, length, from, LAB_OPF_ATOMIC, (unsigned)order, pc, frame);
      return;
    }
  } else {
    visit(address, length, LAB_OP_WRITE, WRITES, order, arg, pc, frame);
  }
  memcpy((void *)address, from, length);
}

/* A read-modify-write that left the value as it was changes nothing for a loop that waits. */
static void note_silent(void) {
  const struct lab_actor *me = lab_exec.me;
  if (!lab_exec.quiet && me->last >= 0)
    lab_search.steps[me->last].flags |= LAB_OPF_SILENT;
}

#define HOOK_LOAD_STORE(bits)                                                                                          \
  LAB_HOOK_ENTRY(__tsan_atomic##bits##_load)                                                                           \
  u##bits __tsan_atomic##bits##_load_(const volatile u##bits *a, int order);                                           \
  u##bits __tsan_atomic##bits##_load_(const volatile u##bits *a, int order) {                                          \
    u##bits value;                                                                                                     \
    load(a, &value, sizeof value, order, LAB_PC(), LAB_FRAME());                                                       \
    return value;                                                                                                      \
  }                                                                                                                    \
  void __tsan_atomic##bits##_store(volatile u##bits *a, u##bits value, int order);                                     \
  void __tsan_atomic##bits##_store(volatile u##bits *a, u##bits value, int order) {                                    \
    store(a, &value, sizeof value, order, LAB_PC(), LAB_FRAME());                                                      \
  }

#define HOOK_RMW(bits, name, expression)                                                                               \
  LAB_HOOK_ENTRY(__tsan_atomic##bits##_##name)                                                                         \
  u##bits __tsan_atomic##bits##_##name##_(volatile u##bits *a, u##bits value, int order);                              \
  u##bits __tsan_atomic##bits##_##name##_(volatile u##bits *a, u##bits value, int order) {                             \
    visit((uintptr_t)a, sizeof value, LAB_OP_RMW, BOTH, order, (uint64_t)value, LAB_PC(), LAB_FRAME());                \
    u##bits old = *a;                                                                                                  \
    *a = (u##bits)(expression);                                                                                        \
    if (*a == old)                                                                                                     \
      note_silent();                                                                                                   \
    return old;                                                                                                        \
  }

#define HOOK_CAS(bits)                                                                                                 \
  static bool cas##bits(volatile u##bits *a, u##bits *expected, u##bits value, int order, uintptr_t pc,                \
                        uintptr_t frame) {                                                                             \
    uint64_t arg = sizeof value > sizeof arg ? (uint64_t)(uintptr_t)expected : (uint64_t)*expected;                    \
    visit((uintptr_t)a, sizeof value, LAB_OP_CAS, BOTH, order, arg, pc, frame);                                        \
    u##bits old = *a;                                                                                                  \
    if (old != *expected) {                                                                                            \
      *expected = old;                                                                                                 \
      return false;                                                                                                    \
    }                                                                                                                  \
    *a = value;                                                                                                        \
    return true;                                                                                                       \
  }                                                                                                                    \
  LAB_HOOK_ENTRY(__tsan_atomic##bits##_compare_exchange_strong)                                                        \
  int __tsan_atomic##bits##_compare_exchange_strong_(volatile u##bits *a, u##bits *e, u##bits v, int o, int f);        \
  int __tsan_atomic##bits##_compare_exchange_strong_(volatile u##bits *a, u##bits *e, u##bits v, int o, int f) {       \
    return cas##bits(a, e, v, o | f << 4, LAB_PC(), LAB_FRAME());                                                      \
  }                                                                                                                    \
  LAB_HOOK_ENTRY(__tsan_atomic##bits##_compare_exchange_weak)                                                          \
  int __tsan_atomic##bits##_compare_exchange_weak_(volatile u##bits *a, u##bits *e, u##bits v, int o, int f);          \
  int __tsan_atomic##bits##_compare_exchange_weak_(volatile u##bits *a, u##bits *e, u##bits v, int o, int f) {         \
    return cas##bits(a, e, v, o | f << 4, LAB_PC(), LAB_FRAME());                                                      \
  }                                                                                                                    \
  LAB_HOOK_ENTRY(__tsan_atomic##bits##_compare_exchange_val)                                                           \
  u##bits __tsan_atomic##bits##_compare_exchange_val_(volatile u##bits *a, u##bits e, u##bits v, int o, int f);        \
  u##bits __tsan_atomic##bits##_compare_exchange_val_(volatile u##bits *a, u##bits e, u##bits v, int o, int f) {       \
    cas##bits(a, &e, v, o | f << 4, LAB_PC(), LAB_FRAME());                                                            \
    return e;                                                                                                          \
  }

#define HOOKS_OF_SIZE(bits)                                                                                            \
  HOOK_LOAD_STORE(bits)                                                                                                \
  HOOK_RMW(bits, exchange, value)                                                                                      \
  HOOK_RMW(bits, fetch_add, old + value)                                                                               \
  HOOK_RMW(bits, fetch_sub, old - value)                                                                               \
  HOOK_RMW(bits, fetch_and, old &value)                                                                                \
  HOOK_RMW(bits, fetch_or, old | value)                                                                                \
  HOOK_RMW(bits, fetch_xor, old ^ value)                                                                               \
  HOOK_RMW(bits, fetch_nand, ~(old & value))                                                                           \
  HOOK_CAS(bits)

HOOKS_OF_SIZE(8)
HOOKS_OF_SIZE(16)
HOOKS_OF_SIZE(32)
HOOKS_OF_SIZE(64)
HOOKS_OF_SIZE(128)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order) {
  if (lab_search.tso)
    lab_buffer_settle();
  bool drains = lab_search.tso && order == memory_order_seq_cst && lab_exec.me->buffered;
  if (lab_exec.n_unjoined <= 1 && !drains) /* with nobody there to be ordered against */
    return;
  unsigned flags = LAB_OPF_LOCAL | (drains ? LAB_OPF_DRAINS : 0);
  lab_sched_announce_conditional(LAB_OP_HEAD(LAB_OP_FENCE, flags, order, 0), 0, LAB_PC(), LAB_FRAME(), 0, 0);
}

void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order) { (void)order; }

/* -- Atomic objects that are too large for an instruction: what libatomic does under a lock of its own. -- */

static void visit_large(const volatile void *a, size_t size, unsigned kind, unsigned flags, int order, uint64_t arg,
                        uintptr_t pc, uintptr_t frame) {
  if (lab_search.tso && !lab_exec.quiet)
    lab_buffer_flush(pc, frame);
  lab_exec.me->registers = 0; /* not known */
  visit((uintptr_t)a, (uint32_t)size, kind, flags, order, arg, pc, frame);
}

void lab_atomic_load(size_t size, const volatile void *from, void *to, int order) __asm__("__atomic_load");
void lab_atomic_load(size_t size, const volatile void *from, void *to, int order) {
  visit_large(from, size, LAB_OP_READ, READS, order, 0, LAB_PC(), LAB_FRAME());
  memcpy(to, (const void *)(uintptr_t)from, size);
}

void lab_atomic_store(size_t size, volatile void *to, const void *from, int order) __asm__("__atomic_store");
void lab_atomic_store(size_t size, volatile void *to, const void *from, int order) {
  visit_large(to, size, LAB_OP_WRITE, WRITES, order, 0, LAB_PC(), LAB_FRAME());
  memcpy((void *)(uintptr_t)to, from, size);
}

void lab_atomic_exchange(size_t size, volatile void *a, const void *value, void *old,
                         int order) __asm__("__atomic_exchange");
void lab_atomic_exchange(size_t size, volatile void *a, const void *value, void *old, int order) {
  visit_large(a, size, LAB_OP_RMW, BOTH, order, 0, LAB_PC(), LAB_FRAME());
  memcpy(old, (const void *)(uintptr_t)a, size);
  memcpy((void *)(uintptr_t)a, value, size);
}

bool lab_atomic_compare(size_t size, volatile void *a, void *expected, const void *value, int order,
                        int failure) __asm__("__atomic_compare_exchange");
bool lab_atomic_compare(size_t size, volatile void *a, void *expected, const void *value, int order, int failure) {
  uint64_t arg = (uint64_t)(uintptr_t)expected;
  if (size <= sizeof arg) {
    arg = 0;
    memcpy(&arg, expected, size);
  }
  visit_large(a, size, LAB_OP_CAS, BOTH, order | failure << 4, arg, LAB_PC(), LAB_FRAME());
  if (memcmp((const void *)(uintptr_t)a, expected, size) != 0) {
    memcpy(expected, (const void *)(uintptr_t)a, size);
    return false;
  }
  memcpy((void *)(uintptr_t)a, value, size);
  return true;
}

bool lab_atomic_is_lock_free(size_t size, const volatile void *a) __asm__("__atomic_is_lock_free");
bool lab_atomic_is_lock_free(size_t size, const volatile void *a) {
  (void)a;
  return size <= sizeof(u128);
}
