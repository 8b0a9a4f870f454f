/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "host/coroutine.h"
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define STACK_BYTES ((size_t)256 << 10) /* pages that nobody touches take no memory */
#define GUARD_BYTES ((size_t)64 << 10)  /* the largest page of any machine: an overflow faults */

/* Of the sanitizers' runtimes (LLVM, include/sanitizer/{tsan,common}_interface*.h); NULL where there is none. */
void *__tsan_get_current_fiber(void) __attribute__((weak));
void *__tsan_create_fiber(unsigned flags) __attribute__((weak));
void __tsan_switch_to_fiber(void *fiber, unsigned flags) __attribute__((weak));
void __sanitizer_start_switch_fiber(void **save, const void *bottom, size_t size) __attribute__((weak));
void __sanitizer_finish_switch_fiber(void *saved, const void **bottom, size_t *size) __attribute__((weak));

/*
 * What a called function must keep is kept on the stack that is left; the rest is dead across a call.  The words that
 * control floating point are the thread's, and stay as they are.
 */
#if defined(LAB_COROUTINE_UCONTEXT)

static void swap(struct lab_coroutine *from, struct lab_coroutine *to) { swapcontext(&from->context, &to->context); }

#elif defined(__x86_64__)

/* System V ABI, x86-64: rbx, rbp, r12 to r15. */
__asm__(".text\n"
        ".type lab_coroutine_swap, @function\n"
        "lab_coroutine_swap:\n"
        "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
        "  movq %rsp, (%rdi)\n"
        "  movq %rsi, %rsp\n"
        "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n"
        "  popq %rcx\n"
        "  jmpq *%rcx\n" /* a return would be mispredicted: it does not match the last call */
        ".size lab_coroutine_swap, .-lab_coroutine_swap\n"
        ".type lab_coroutine_begin, @function\n"
        "lab_coroutine_begin:\n"
        "  .cfi_startproc\n  .cfi_undefined rip\n" /* a debugger's backtrace ends here */
        "  movq %r12, %rdi\n"
        "  callq *%r13\n"
        "  ud2\n"
        "  .cfi_endproc\n"
        ".size lab_coroutine_begin, .-lab_coroutine_begin\n");

enum { FRAME_WORDS = 7, FRAME_ENTRY = 2, FRAME_ARGUMENT = 3, FRAME_BEGIN = 6 }; /* r13, r12, return address */

#else

/* AAPCS64: x19 to x30, and the lower halves of v8 to v15. */
__asm__(".text\n"
        ".type lab_coroutine_swap, %function\n"
        "lab_coroutine_swap:\n"
        "  sub sp, sp, #160\n"
        "  stp x19, x20, [sp, #0]\n  stp x21, x22, [sp, #16]\n  stp x23, x24, [sp, #32]\n"
        "  stp x25, x26, [sp, #48]\n  stp x27, x28, [sp, #64]\n  stp x29, x30, [sp, #80]\n"
        "  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n"
        "  stp d12, d13, [sp, #128]\n  stp d14, d15, [sp, #144]\n"
        "  mov x9, sp\n  str x9, [x0]\n  mov sp, x1\n"
        "  ldp x19, x20, [sp, #0]\n  ldp x21, x22, [sp, #16]\n  ldp x23, x24, [sp, #32]\n"
        "  ldp x25, x26, [sp, #48]\n  ldp x27, x28, [sp, #64]\n  ldp x29, x30, [sp, #80]\n"
        "  ldp d8, d9, [sp, #96]\n  ldp d10, d11, [sp, #112]\n"
        "  ldp d12, d13, [sp, #128]\n  ldp d14, d15, [sp, #144]\n"
        "  add sp, sp, #160\n"
        "  ret\n"
        ".size lab_coroutine_swap, .-lab_coroutine_swap\n"
        ".type lab_coroutine_begin, %function\n"
        "lab_coroutine_begin:\n"
        "  .cfi_startproc\n  .cfi_undefined x30\n" /* a debugger's backtrace ends here */
        "  mov x0, x19\n"
        "  blr x20\n"
        "  brk #0\n"
        "  .cfi_endproc\n"
        ".size lab_coroutine_begin, .-lab_coroutine_begin\n");

enum { FRAME_WORDS = 20, FRAME_ENTRY = 1, FRAME_ARGUMENT = 0, FRAME_BEGIN = 11 }; /* x20, x19, x30 */

#endif

static void announce(struct lab_coroutine *from, struct lab_coroutine *to) {
  if (__tsan_switch_to_fiber)
    __tsan_switch_to_fiber(to->tsan, 0);
  if (__sanitizer_start_switch_fiber)
    __sanitizer_start_switch_fiber(&from->asan, to->stack, to->stack_bytes);
}

static void arrive(const struct lab_coroutine *self) {
  if (__sanitizer_finish_switch_fiber)
    __sanitizer_finish_switch_fiber(self->asan, NULL, NULL);
}

/* The first thing that runs on a new stack. */
static void enter(void *coroutine) {
  struct lab_coroutine *self = coroutine;
  arrive(self);
  self->entry(self->argument);
  abort();
}

#ifdef LAB_COROUTINE_UCONTEXT

static void enter_halves(unsigned low, unsigned high) {
  enter((void *)((uintptr_t)low | (uintptr_t)((uint64_t)high << 32)));
}

static bool prepare(struct lab_coroutine *self) {
  if (getcontext(&self->context) != 0)
    return false;
  self->context.uc_stack.ss_sp = self->stack;
  self->context.uc_stack.ss_size = self->stack_bytes;
  const uint64_t address = (uintptr_t)self;
  makecontext(&self->context, (void (*)(void))enter_halves, 2, (unsigned)address, (unsigned)(address >> 32));
  return true;
}

#else

void lab_coroutine_swap(void **save, void *to) __attribute__((visibility("hidden")));
void lab_coroutine_begin(void) __attribute__((visibility("hidden")));

static void swap(struct lab_coroutine *from, struct lab_coroutine *to) { lab_coroutine_swap(&from->sp, to->sp); }

/* A stack as if it had been left by a switch just before lab_coroutine_begin. */
static bool prepare(struct lab_coroutine *self) {
  uintptr_t *frame = (uintptr_t *)(void *)((char *)self->stack + self->stack_bytes) - FRAME_WORDS;
  frame[FRAME_ENTRY] = (uintptr_t)enter;
  frame[FRAME_ARGUMENT] = (uintptr_t)self;
  frame[FRAME_BEGIN] = (uintptr_t)lab_coroutine_begin;
  self->sp = frame;
  return true;
}

#endif

void lab_coroutine_adopt(struct lab_coroutine *self) {
  *self = (struct lab_coroutine){.tsan = __tsan_get_current_fiber ? __tsan_get_current_fiber() : NULL};
  pthread_attr_t attributes;
  if (!__sanitizer_start_switch_fiber || pthread_getattr_np(pthread_self(), &attributes) != 0)
    return;
  pthread_attr_getstack(&attributes, &self->stack, &self->stack_bytes);
  pthread_attr_destroy(&attributes);
}

bool lab_coroutine_make(struct lab_coroutine *coroutine, void (*entry)(void *), void *argument) {
  *coroutine = (struct lab_coroutine){.entry = entry, .argument = argument, .stack_bytes = STACK_BYTES};
  char *memory = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED)
    return false;
  coroutine->stack = memory + GUARD_BYTES;
  if (mprotect(memory, GUARD_BYTES, PROT_NONE) != 0 || !prepare(coroutine)) {
    munmap(memory, GUARD_BYTES + STACK_BYTES);
    return false;
  }
  coroutine->tsan = __tsan_create_fiber ? __tsan_create_fiber(0) : NULL;
  return true;
}

void lab_coroutine_switch(struct lab_coroutine *from, struct lab_coroutine *to) {
  announce(from, to);
  swap(from, to);
  arrive(from);
}
