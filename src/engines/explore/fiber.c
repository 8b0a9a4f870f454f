/* SPDX-License-Identifier: MIT */
#include "engines/explore/fiber.h"
#include <stdint.h>

/* System V ABI: rbx, rbp, r12 to r15 belong to the caller; the rest is dead across a call. */
__asm__(".text\n"
        ".globl lab_fiber_switch\n"
        ".type lab_fiber_switch, @function\n"
        "lab_fiber_switch:\n"
        "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
        "  movq %rsp, (%rdi)\n"
        "  movq %rsi, %rsp\n"
        "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n"
        "  popq %rcx\n"
        "  jmpq *%rcx\n" /* a return would be mispredicted: it does not match the last call */
        ".size lab_fiber_switch, .-lab_fiber_switch\n");

enum { SAVED_REGISTERS = 6 };

void *lab_fiber_prepare(void *top, void (*entry)(void)) {
  uintptr_t *sp = (uintptr_t *)((uintptr_t)top & ~(uintptr_t)15);
  *--sp = 0; /* a return address that ends every backtrace; also the alignment that a called function expects */
  *--sp = (uintptr_t)entry;
  for (int r = 0; r < SAVED_REGISTERS; r++)
    *--sp = 0;
  return sp;
}
