/* SPDX-License-Identifier: MIT */
#ifndef LAB_EXPLORE_HOOKS_H
#define LAB_EXPLORE_HOOKS_H

#include "engines/explore/arena.h"

/*
 * Where the compiler's call of a hook arrives: notes the registers that outlive calls in the actor, then goes on in
 * name_().  They hold what an expression has read so far, and so are part of the actor's local state: a loop that waits
 * until two variables are equal is not where it was if the first of them has changed (spin.h).
 */
#define LAB_HOOK_ENTRY(name)                                                                                           \
  __asm__(".text\n.globl " #name "\n.type " #name ", @function\n" #name ":\n"                                          \
          "  movabsq $0x9e3779b97f4a7c15, %r11\n  movq lab_exec(%rip), %r10\n"                                         \
          "  movq %rbx, %rax\n  imulq %r11, %rax\n  xorq %r12, %rax\n  imulq %r11, %rax\n  xorq %r13, %rax\n"          \
          "  imulq %r11, %rax\n  xorq %r14, %rax\n  imulq %r11, %rax\n  xorq %r15, %rax\n"                             \
          "  movq %rax, 8(%r10)\n  jmp " #name "_\n.size " #name ", .-" #name "\n");
_Static_assert(offsetof(struct lab_exec, me) == 0 && offsetof(struct lab_actor, registers) == 8, "as above");

/*
 * Counts an access of the running actor and notes who touches what.  Returns true if it is a step, so that the caller
 * has to announce it.  Ends the execution if the memory is not there.
 */
bool lab_hook_is_step(uintptr_t address, uint32_t length, bool write, uintptr_t pc);

/* An access of the running actor by way of libc: a step if the bytes are shared.  Returns when it may be done. */
void lab_hook_access(uintptr_t address, size_t length, bool write, uintptr_t pc, uintptr_t frame);

/* What is counted since the actor's latest step begins anew where it has made one. */
static inline void lab_hook_count_since_step(struct lab_actor *actor) {
  if (actor->alone_since == actor->last)
    return;
  actor->alone_since = actor->last;
  actor->alone = actor->sleeps = 0;
}

/* The access was announced and may go on now; somebody may have freed the memory meanwhile. */
static inline void lab_hook_recheck(uintptr_t address, uint32_t length, bool write, uintptr_t pc) {
  uintptr_t in_arena = address - LAB_ARENA_BASE;
  if (in_arena < LAB_ARENA_SIZE && (length > LAB_GRANULE || !lab_arena_is_live(in_arena, length)))
    lab_arena_check(address, length, write, pc);
}

#endif
