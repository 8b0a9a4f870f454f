/* SPDX-License-Identifier: MIT */
/*
 * Coroutines: several stacks, one thread, and switching between them without a system call.
 *
 * The sanitizers keep a stack and a clock per flow of control, so they are told of every switch.  A switch orders
 * what comes before it and what comes after it, as it really does: it is one thread.
 */
#ifndef LAB_HOST_COROUTINE_H
#define LAB_HOST_COROUTINE_H

#include <stdbool.h>
#include <stddef.h>

#if (!defined(__x86_64__) || defined(__ILP32__)) && !defined(__aarch64__) && !defined(LAB_COROUTINE_UCONTEXT)
#define LAB_COROUTINE_UCONTEXT
#endif

#ifdef LAB_COROUTINE_UCONTEXT
#include <ucontext.h>
#endif

struct lab_coroutine {
#ifdef LAB_COROUTINE_UCONTEXT
  ucontext_t context;
#else
  void *sp; /* where it was left */
#endif
  void (*entry)(void *);
  void *argument;
  void *stack; /* lowest address */
  size_t stack_bytes;
  void *tsan, *asan; /* their words for it */
};

/* Makes of the calling thread, on its own stack, a coroutine that others can switch to. */
void lab_coroutine_adopt(struct lab_coroutine *self);

/* Prepares one with a stack of its own; the first switch to it calls entry(argument), which must not return.  It cannot
 * be destroyed: keep it and give it other work.  False where there is no memory. */
bool lab_coroutine_make(struct lab_coroutine *coroutine, void (*entry)(void *), void *argument);

/* From the one that is running to one that is not; returns when somebody switches back.  Both of this thread. */
void lab_coroutine_switch(struct lab_coroutine *from, struct lab_coroutine *to);

#endif
