/* SPDX-License-Identifier: MIT */
/*
 * Concurrency Kit that every engine understands.  A listing includes <lab/ck.h> in place of ck's headers and is
 * otherwise the plain ck program: ck's types, ck's names.
 *
 * ThreadSanitizer cannot see into ck's inline assembly, so it reports races in programs that have none.  How a listing
 * is compiled decides what the names mean:
 *
 *   natively           ck itself, at no cost;
 *   ThreadSanitizer    ck_pr_* are the compiler's atomic builtins (ck_pr_atomic.h), and calls of the structures go
 *                      through wrappers that say what is ordered (ck_annotate.h);
 *   LAB_CK_VISIBLE     defined before the inclusion, on the command line or by sanitizers/ck-shim.h: the builtins, and
 *                      no wrappers.  For engines that schedule ck's own steps, and for the test that the wrappers hide
 *                      nothing.  What is in libck.a (epochs, hazard pointers) stays invisible then.
 *
 * A wrapper is trusted, not checked: ThreadSanitizer believes it that the lock excludes.  So nothing that a lab means
 * to expose may be annotated.  A home-made lock, broken or not, belongs into C11 atomics, which ThreadSanitizer checks.
 * A listing that breaks one of ck's own structures, or makes a cohort of ck's locks (its global lock is let go by
 * another thread than took it, which an annotated lock may not be), defines LAB_CK_VISIBLE before it includes this.
 *
 * Two things differ in every engine.  ck_pr_stall(), by which ck's locks wait, gives up the CPU now and then: with more
 * actors than CPUs a fair lock is often next in line for an actor that does not run, and pure spinning makes everybody
 * wait for the end of a time slice at each turn, seconds for a thousand operations.  It costs the uncontended path
 * nothing.  And barriers wait in code of ours (ck_barrier_steps.h), for the same reason and to be seen.
 */
#ifndef LAB_CK_H
#define LAB_CK_H

#include <sched.h>
#include <stddef.h>

#if defined(__SANITIZE_THREAD__)
#define LAB_CK_TSAN_ 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LAB_CK_TSAN_ 1
#endif
#endif

#if defined(LAB_CK_TSAN_) || defined(LAB_CK_VISIBLE)
#include <lab/ck_pr_atomic.h>
#endif
#include <ck_pr.h>

/* Waits between two yields: a few microseconds, more than a turn takes among actors that are running. */
#define LAB_CK_STALLS 64

CK_CC_INLINE static void lab_ck_stall(void) {
#ifdef LAB_CK_VISIBLE
  sched_yield(); /* whoever schedules our steps shall run somebody else */
#else
  static _Thread_local unsigned stalls;
  stalls++;
  if (stalls % LAB_CK_STALLS == 0)
    sched_yield();
  else
    ck_pr_stall();
#endif
}
#define ck_pr_stall lab_ck_stall

#include <ck_barrier.h>
#include <ck_brlock.h>
#include <ck_bytelock.h>
#include <ck_epoch.h>
#include <ck_fifo.h>
#include <ck_hp.h>
#include <ck_pflock.h>
#include <ck_ring.h>
#include <ck_rwlock.h>
#include <ck_sequence.h>
#include <ck_spinlock.h>
#include <ck_stack.h>
#include <ck_swlock.h>
#include <ck_tflock.h>

#include <lab/ck_barrier_steps.h>
#if defined(LAB_CK_TSAN_) && !defined(LAB_CK_VISIBLE)
#include <lab/ck_annotate.h>
#endif

#endif
