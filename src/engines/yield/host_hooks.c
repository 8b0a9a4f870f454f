/* SPDX-License-Identifier: MIT */
/*
 * The functions that code compiled with -fsanitize=thread calls (LLVM, compiler-rt/lib/tsan/rtl/tsan_interface.h),
 * in place of the sanitizer's runtime: plain accesses are announced before they happen, atomic operations are done
 * here.
 */
#include "engines/yield/host_yield.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ANNOUNCE(name)                                                                                                 \
  void __tsan_##name(void *address);                                                                                   \
  void __tsan_##name(void *address) {                                                                                  \
    (void)address;                                                                                                     \
    lab_yield_maybe();                                                                                                 \
  }
#define ANNOUNCE_SIZES(prefix)                                                                                         \
  ANNOUNCE(prefix##1) ANNOUNCE(prefix##2) ANNOUNCE(prefix##4) ANNOUNCE(prefix##8) ANNOUNCE(prefix##16)

ANNOUNCE_SIZES(read)
ANNOUNCE_SIZES(write)
ANNOUNCE_SIZES(read_write)
ANNOUNCE_SIZES(unaligned_read)
ANNOUNCE_SIZES(unaligned_write)
ANNOUNCE_SIZES(unaligned_read_write)
ANNOUNCE_SIZES(volatile_read)
ANNOUNCE_SIZES(volatile_write)
ANNOUNCE_SIZES(unaligned_volatile_read)
ANNOUNCE_SIZES(unaligned_volatile_write)

#define IGNORE(name, ...)                                                                                              \
  void __tsan_##name(__VA_ARGS__);                                                                                     \
  void __tsan_##name(__VA_ARGS__)

IGNORE(init, void) {}
IGNORE(func_entry, void *pc) { (void)pc; }
IGNORE(func_exit, void) {}
IGNORE(ignore_thread_begin, void) {}
IGNORE(ignore_thread_end, void) {}
IGNORE(read_range, void *address, unsigned long size) {
  (void)address, (void)size;
  lab_yield_maybe();
}
IGNORE(write_range, void *address, unsigned long size) {
  (void)address, (void)size;
  lab_yield_maybe();
}

void *__tsan_memcpy(void *to, const void *from, size_t size);
void *__tsan_memcpy(void *to, const void *from, size_t size) {
  lab_yield_maybe();
  return memcpy(to, from, size);
}
void *__tsan_memmove(void *to, const void *from, size_t size);
void *__tsan_memmove(void *to, const void *from, size_t size) {
  lab_yield_maybe();
  return memmove(to, from, size);
}
void *__tsan_memset(void *to, int byte, size_t size);
void *__tsan_memset(void *to, int byte, size_t size) {
  lab_yield_maybe();
  return memset(to, byte, size);
}

/* The order that the program asks for does not matter on one CPU; sequential consistency satisfies each. */
#define FETCH(bits, name, builtin)                                                                                     \
  uint##bits##_t __tsan_atomic##bits##_##name(volatile uint##bits##_t *a, uint##bits##_t v, int order);                \
  uint##bits##_t __tsan_atomic##bits##_##name(volatile uint##bits##_t *a, uint##bits##_t v, int order) {               \
    (void)order;                                                                                                       \
    lab_yield_maybe();                                                                                                 \
    return builtin(a, v, __ATOMIC_SEQ_CST);                                                                            \
  }
#define COMPARE(bits, name)                                                                                            \
  int __tsan_atomic##bits##_##name(volatile uint##bits##_t *a, uint##bits##_t *c, uint##bits##_t v, int yes, int no);  \
  int __tsan_atomic##bits##_##name(volatile uint##bits##_t *a, uint##bits##_t *c, uint##bits##_t v, int yes, int no) { \
    (void)yes, (void)no;                                                                                               \
    lab_yield_maybe();                                                                                                 \
    return __atomic_compare_exchange_n(a, c, v, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                                \
  }
#define ATOMIC(bits)                                                                                                   \
  uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *a, int order);                              \
  uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *a, int order) {                             \
    (void)order;                                                                                                       \
    lab_yield_maybe();                                                                                                 \
    return __atomic_load_n(a, __ATOMIC_SEQ_CST);                                                                       \
  }                                                                                                                    \
  void __tsan_atomic##bits##_store(volatile uint##bits##_t *a, uint##bits##_t v, int order);                           \
  void __tsan_atomic##bits##_store(volatile uint##bits##_t *a, uint##bits##_t v, int order) {                          \
    (void)order;                                                                                                       \
    lab_yield_maybe();                                                                                                 \
    __atomic_store_n(a, v, __ATOMIC_SEQ_CST);                                                                          \
  }                                                                                                                    \
  FETCH(bits, exchange, __atomic_exchange_n)                                                                           \
  FETCH(bits, fetch_add, __atomic_fetch_add)                                                                           \
  FETCH(bits, fetch_sub, __atomic_fetch_sub)                                                                           \
  FETCH(bits, fetch_and, __atomic_fetch_and)                                                                           \
  FETCH(bits, fetch_or, __atomic_fetch_or)                                                                             \
  FETCH(bits, fetch_xor, __atomic_fetch_xor)                                                                           \
  FETCH(bits, fetch_nand, __atomic_fetch_nand)                                                                         \
  COMPARE(bits, compare_exchange_strong)                                                                               \
  COMPARE(bits, compare_exchange_weak)                                                                                 \
  uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(volatile uint##bits##_t *a, uint##bits##_t c,              \
                                                            uint##bits##_t v, int yes, int no);                        \
  uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(volatile uint##bits##_t *a, uint##bits##_t c,              \
                                                            uint##bits##_t v, int yes, int no) {                       \
    __tsan_atomic##bits##_compare_exchange_strong(a, &c, v, yes, no);                                                  \
    return c;                                                                                                          \
  }

ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)

#if defined(__SIZEOF_INT128__)
__extension__ typedef unsigned __int128 uint128_t;
ATOMIC(128)
#endif

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order) {
  (void)order;
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order) {
  (void)order;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
