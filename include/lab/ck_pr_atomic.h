/* SPDX-License-Identifier: MIT */
/*
 * The operations of ck_pr.h by the compiler's __atomic builtins in place of inline assembly, so that whatever
 * instruments the builtins (ThreadSanitizer, our own engines) sees each of them: in a listing, and inside Concurrency
 * Kit's structures, which are built on them.  Included by <lab/ck.h> and by sanitizers/ck-shim.h, before any ck header.
 *
 * The orders are those of Debian's build of ck on x86 (CK_MD_TSO): a load acquires, a store releases, and what x86 does
 * with a lock prefix is sequentially consistent.  On that machine the code is as strong as ck's own, no stronger.
 * ck's weaker fences are compiler barriers there (ck_pr.h says so); store_load and memory are full fences.
 *
 * What is not defined here (not, neg, btc, btr, bts, ...) ck_pr.h makes of load and compare-and-swap.  The functions of
 * libck.a (barriers, epochs, hazard pointers, ...) were compiled with the assembly and stay invisible.
 */
#ifndef LAB_CK_PR_ATOMIC_H
#define LAB_CK_PR_ATOMIC_H

#ifdef CK_PR_H
#error "a ck header came first: include <lab/ck.h> in place of it"
#endif

#include <ck_cc.h>
#include <ck_md.h>
#include <ck_stdbool.h>
#include <ck_stdint.h>

/* ck_pr.h shall take neither its assembly nor its own fallback. */
#undef CK_USE_CC_BUILTINS
#define CK_USE_CC_BUILTINS 1
#define CK_F_PR

/* -- Loads and stores; everything else is a read-modify-write. -- */
#define LAB_CK_ACCESS_(S, T)                                                                                           \
  CK_CC_INLINE static T ck_pr_md_load_##S(const T *target) {                                                           \
    T value;                                                                                                           \
    __atomic_load(target, &value, __ATOMIC_ACQUIRE);                                                                   \
    return value;                                                                                                      \
  }                                                                                                                    \
  CK_CC_INLINE static void ck_pr_md_store_##S(T *target, T value) {                                                    \
    __atomic_store(target, &value, __ATOMIC_RELEASE);                                                                  \
  }                                                                                                                    \
  CK_CC_INLINE static T ck_pr_fas_##S(T *target, T value) {                                                            \
    T before;                                                                                                          \
    __atomic_exchange(target, &value, &before, __ATOMIC_SEQ_CST);                                                      \
    return before;                                                                                                     \
  }                                                                                                                    \
  CK_CC_INLINE static bool ck_pr_cas_##S##_value(T *target, T compare, T set, T *before) {                             \
    bool done = __atomic_compare_exchange(target, &compare, &set, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);          \
    *before = compare;                                                                                                 \
    return done;                                                                                                       \
  }                                                                                                                    \
  CK_CC_INLINE static bool ck_pr_cas_##S(T *target, T compare, T set) {                                                \
    return __atomic_compare_exchange(target, &compare, &set, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);               \
  }

#define LAB_CK_BINARY_(K, S, T)                                                                                        \
  CK_CC_INLINE static void ck_pr_##K##_##S(T *target, T value) {                                                       \
    (void)__atomic_fetch_##K(target, value, __ATOMIC_SEQ_CST);                                                         \
  }

#define LAB_CK_UNARY_(K, B, S, T)                                                                                      \
  CK_CC_INLINE static void ck_pr_##K##_##S(T *target) { (void)__atomic_fetch_##B(target, 1, __ATOMIC_SEQ_CST); }       \
  CK_CC_INLINE static bool ck_pr_##K##_##S##_is_zero(T *target) {                                                      \
    return __atomic_##B##_fetch(target, 1, __ATOMIC_SEQ_CST) == 0;                                                     \
  }

#define LAB_CK_INTEGER_(S, T)                                                                                          \
  LAB_CK_ACCESS_(S, T)                                                                                                 \
  CK_CC_INLINE static T ck_pr_faa_##S(T *target, T value) {                                                            \
    return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST);                                                        \
  }                                                                                                                    \
  LAB_CK_BINARY_(add, S, T)                                                                                            \
  LAB_CK_BINARY_(sub, S, T)                                                                                            \
  LAB_CK_BINARY_(and, S, T)                                                                                            \
  LAB_CK_BINARY_(or, S, T)                                                                                             \
  LAB_CK_BINARY_(xor, S, T)                                                                                            \
  LAB_CK_UNARY_(inc, add, S, T)                                                                                        \
  LAB_CK_UNARY_(dec, sub, S, T)

LAB_CK_INTEGER_(char, char)
LAB_CK_INTEGER_(int, int)
LAB_CK_INTEGER_(uint, unsigned int)
LAB_CK_INTEGER_(8, uint8_t)
LAB_CK_INTEGER_(16, uint16_t)
LAB_CK_INTEGER_(32, uint32_t)
LAB_CK_INTEGER_(64, uint64_t)
#ifndef CK_PR_DISABLE_DOUBLE
LAB_CK_ACCESS_(double, double)
#endif

#undef LAB_CK_INTEGER_
#undef LAB_CK_UNARY_
#undef LAB_CK_BINARY_
#undef LAB_CK_ACCESS_

/* -- Pointers: ck takes void * for any pointer to a pointer. -- */
CK_CC_INLINE static void *ck_pr_md_load_ptr(const void *target) {
  return __atomic_load_n((void *const *)target, __ATOMIC_ACQUIRE);
}

CK_CC_INLINE static void ck_pr_md_store_ptr(void *target, const void *value) {
  __atomic_store_n((const void **)target, value, __ATOMIC_RELEASE);
}

CK_CC_INLINE static void *ck_pr_fas_ptr(void *target, void *value) {
  return __atomic_exchange_n((void **)target, value, __ATOMIC_SEQ_CST);
}

CK_CC_INLINE static bool ck_pr_cas_ptr_value(void *target, void *compare, void *set, void *before) {
  bool done = __atomic_compare_exchange_n((void **)target, &compare, set, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  *(void **)before = compare;
  return done;
}

CK_CC_INLINE static bool ck_pr_cas_ptr(void *target, void *compare, void *set) {
  return __atomic_compare_exchange_n((void **)target, &compare, set, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

CK_CC_INLINE static uintptr_t ck_pr_faa_ptr(void *target, uintptr_t value) {
  return __atomic_fetch_add((uintptr_t *)target, value, __ATOMIC_SEQ_CST);
}

/* -- Two words at once. -- */
#ifdef __x86_64__
struct lab_ck_pair_ {
  uint64_t word[2];
};

/*
 * The exchange itself is assembly: ThreadSanitizer's runtime carries a 16-byte one out under a lock of its own, which
 * is not atomic beside 8-byte operations on the same words.  The additions of nothing around it make it visible: they
 * are what orders it for an instrument, and they change nothing.
 */
CK_CC_INLINE static bool ck_pr_cas_64_2_value(uint64_t target[2], uint64_t compare[2], uint64_t set[2],
                                              uint64_t before[2]) {
  bool done;
  uint64_t low = compare[0], high = compare[1];
  (void)__atomic_fetch_add(&target[0], 0, __ATOMIC_SEQ_CST);
  (void)__atomic_fetch_add(&target[1], 0, __ATOMIC_SEQ_CST);
  __asm__ __volatile__("lock cmpxchg16b %1"
                       : "=@ccz"(done), "+m"(*(struct lab_ck_pair_ *)(void *)target), "+a"(low), "+d"(high)
                       : "b"(set[0]), "c"(set[1])
                       : "memory");
  (void)__atomic_fetch_add(&target[0], 0, __ATOMIC_SEQ_CST);
  (void)__atomic_fetch_add(&target[1], 0, __ATOMIC_SEQ_CST);
  before[0] = low;
  before[1] = high;
  return done;
}

CK_CC_INLINE static bool ck_pr_cas_64_2(uint64_t target[2], uint64_t compare[2], uint64_t set[2]) {
  uint64_t before[2];
  return ck_pr_cas_64_2_value(target, compare, set, before);
}

CK_CC_INLINE static bool ck_pr_cas_ptr_2_value(void *target, void *compare, void *set, void *before) {
  return ck_pr_cas_64_2_value((uint64_t *)target, (uint64_t *)compare, (uint64_t *)set, (uint64_t *)before);
}

CK_CC_INLINE static bool ck_pr_cas_ptr_2(void *target, void *compare, void *set) {
  return ck_pr_cas_64_2((uint64_t *)target, (uint64_t *)compare, (uint64_t *)set);
}

/* Exchanging zero for zero reads both words. */
CK_CC_INLINE static void ck_pr_load_64_2(const uint64_t target[2], uint64_t value[2]) {
  uint64_t zero[2] = {0, 0};
  (void)ck_pr_cas_64_2_value((uint64_t *)(uintptr_t)target, zero, zero, value);
}

CK_CC_INLINE static void ck_pr_load_ptr_2(const void *target, void *value) {
  ck_pr_load_64_2((const uint64_t *)target, (uint64_t *)value);
}

#define CK_F_PR_CAS_64_2
#define CK_F_PR_CAS_64_2_VALUE
#define CK_F_PR_CAS_PTR_2
#define CK_F_PR_CAS_PTR_2_VALUE
#define CK_F_PR_LOAD_64_2
#define CK_F_PR_LOAD_PTR_2
#endif

/* -- Fences and waiting. -- */
#ifdef __GNUC__
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wtsan" /* gcc says that ThreadSanitizer knows no fences: so say we, above */
#endif
#endif
#define LAB_CK_FENCE_(K)                                                                                               \
  CK_CC_INLINE static void ck_pr_fence_strict_##K(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
LAB_CK_FENCE_(atomic)
LAB_CK_FENCE_(atomic_load)
LAB_CK_FENCE_(atomic_store)
LAB_CK_FENCE_(store_atomic)
LAB_CK_FENCE_(load_atomic)
LAB_CK_FENCE_(load)
LAB_CK_FENCE_(load_store)
LAB_CK_FENCE_(store)
LAB_CK_FENCE_(store_load)
LAB_CK_FENCE_(memory)
LAB_CK_FENCE_(acquire)
LAB_CK_FENCE_(release)
LAB_CK_FENCE_(acqrel)
LAB_CK_FENCE_(lock)
LAB_CK_FENCE_(unlock)
#undef LAB_CK_FENCE_
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

CK_CC_INLINE static void ck_pr_stall(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

/* -- What ck_pr.h need not make itself. -- */
#define CK_F_PR_LOAD_CHAR
#define CK_F_PR_LOAD_INT
#define CK_F_PR_LOAD_UINT
#define CK_F_PR_LOAD_PTR
#define CK_F_PR_LOAD_8
#define CK_F_PR_LOAD_16
#define CK_F_PR_LOAD_32
#define CK_F_PR_LOAD_64
#define CK_F_PR_STORE_CHAR
#define CK_F_PR_FAS_CHAR
#define CK_F_PR_FAA_CHAR
#define CK_F_PR_CAS_CHAR
#define CK_F_PR_CAS_CHAR_VALUE
#define CK_F_PR_STORE_INT
#define CK_F_PR_FAS_INT
#define CK_F_PR_FAA_INT
#define CK_F_PR_CAS_INT
#define CK_F_PR_CAS_INT_VALUE
#define CK_F_PR_STORE_UINT
#define CK_F_PR_FAS_UINT
#define CK_F_PR_FAA_UINT
#define CK_F_PR_CAS_UINT
#define CK_F_PR_CAS_UINT_VALUE
#define CK_F_PR_STORE_PTR
#define CK_F_PR_FAS_PTR
#define CK_F_PR_FAA_PTR
#define CK_F_PR_CAS_PTR
#define CK_F_PR_CAS_PTR_VALUE
#define CK_F_PR_STORE_8
#define CK_F_PR_FAS_8
#define CK_F_PR_FAA_8
#define CK_F_PR_CAS_8
#define CK_F_PR_CAS_8_VALUE
#define CK_F_PR_STORE_16
#define CK_F_PR_FAS_16
#define CK_F_PR_FAA_16
#define CK_F_PR_CAS_16
#define CK_F_PR_CAS_16_VALUE
#define CK_F_PR_STORE_32
#define CK_F_PR_FAS_32
#define CK_F_PR_FAA_32
#define CK_F_PR_CAS_32
#define CK_F_PR_CAS_32_VALUE
#define CK_F_PR_STORE_64
#define CK_F_PR_FAS_64
#define CK_F_PR_FAA_64
#define CK_F_PR_CAS_64
#define CK_F_PR_CAS_64_VALUE
#define CK_F_PR_ADD_CHAR
#define CK_F_PR_SUB_CHAR
#define CK_F_PR_AND_CHAR
#define CK_F_PR_OR_CHAR
#define CK_F_PR_XOR_CHAR
#define CK_F_PR_INC_CHAR
#define CK_F_PR_DEC_CHAR
#define CK_F_PR_INC_CHAR_ZERO
#define CK_F_PR_DEC_CHAR_ZERO
#define CK_F_PR_ADD_INT
#define CK_F_PR_SUB_INT
#define CK_F_PR_AND_INT
#define CK_F_PR_OR_INT
#define CK_F_PR_XOR_INT
#define CK_F_PR_INC_INT
#define CK_F_PR_DEC_INT
#define CK_F_PR_INC_INT_ZERO
#define CK_F_PR_DEC_INT_ZERO
#define CK_F_PR_ADD_UINT
#define CK_F_PR_SUB_UINT
#define CK_F_PR_AND_UINT
#define CK_F_PR_OR_UINT
#define CK_F_PR_XOR_UINT
#define CK_F_PR_INC_UINT
#define CK_F_PR_DEC_UINT
#define CK_F_PR_INC_UINT_ZERO
#define CK_F_PR_DEC_UINT_ZERO
#define CK_F_PR_ADD_8
#define CK_F_PR_SUB_8
#define CK_F_PR_AND_8
#define CK_F_PR_OR_8
#define CK_F_PR_XOR_8
#define CK_F_PR_INC_8
#define CK_F_PR_DEC_8
#define CK_F_PR_INC_8_ZERO
#define CK_F_PR_DEC_8_ZERO
#define CK_F_PR_ADD_16
#define CK_F_PR_SUB_16
#define CK_F_PR_AND_16
#define CK_F_PR_OR_16
#define CK_F_PR_XOR_16
#define CK_F_PR_INC_16
#define CK_F_PR_DEC_16
#define CK_F_PR_INC_16_ZERO
#define CK_F_PR_DEC_16_ZERO
#define CK_F_PR_ADD_32
#define CK_F_PR_SUB_32
#define CK_F_PR_AND_32
#define CK_F_PR_OR_32
#define CK_F_PR_XOR_32
#define CK_F_PR_INC_32
#define CK_F_PR_DEC_32
#define CK_F_PR_INC_32_ZERO
#define CK_F_PR_DEC_32_ZERO
#define CK_F_PR_ADD_64
#define CK_F_PR_SUB_64
#define CK_F_PR_AND_64
#define CK_F_PR_OR_64
#define CK_F_PR_XOR_64
#define CK_F_PR_INC_64
#define CK_F_PR_DEC_64
#define CK_F_PR_INC_64_ZERO
#define CK_F_PR_DEC_64_ZERO
#ifndef CK_PR_DISABLE_DOUBLE
#define CK_F_PR_LOAD_DOUBLE
#define CK_F_PR_STORE_DOUBLE
#define CK_F_PR_FAS_DOUBLE
#define CK_F_PR_CAS_DOUBLE
#define CK_F_PR_CAS_DOUBLE_VALUE
#endif

#include <ck_pr.h>

#endif
