/* SPDX-License-Identifier: MIT */
/* What -fsanitize=thread calls before every plain and volatile access, and in place of memcpy and its kin. */
#include "engines/explore/arena.h"
#include "engines/explore/buffer.h"
#include "engines/explore/hooks.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <string.h>

#define PRIVATE_READS_MAX 2000u
#define PRIVATE_MAX 16384u

static bool on_own_stack(uintptr_t address) {
  return address - (uintptr_t)lab_arena_slot(lab_exec.me->index) < LAB_STACK_SIZE;
}

/*
 * Has the actor done so much since its latest step that it may be in a loop which others have to end?  After 2^14
 * accesses, 2^15 and so on, so that one that only computes is seldom interrupted.
 */
static bool is_long_alone(struct lab_actor *me) {
  lab_hook_count_since_step(me);
  me->alone++;
  return me->alone >= PRIVATE_MAX && (me->alone & (me->alone - 1)) == 0 && lab_exec.n_alive > 1;
}

/* An access to bytes that are not known to be shared.  Returns true if it is a step after all. */
__attribute__((noinline)) static bool visit_private(uintptr_t address, uint32_t length, bool write, uintptr_t pc) {
  lab_arena_check(address, length, write, pc);
  if (lab_exec.quiet || lab_exec.n_unjoined <= 1)
    return lab_search.every_access;
  if (lab_arena_touch(address, length, write))
    return true;
  struct lab_actor *me = lab_exec.me;
  if (lab_search.every_access)
    return true;
  if (write) {
    me->writes += !on_own_stack(address);
    me->streak = 0;
  } else if (++me->streak > PRIVATE_READS_MAX) { /* waits for a write that cannot come */
    me->streak = 0;
    lab_arena_share(address, length);
    return true;
  }
  if (!is_long_alone(me))
    return false;
  lab_arena_share(address, length);
  return true;
}

static inline bool all_shared(const uint16_t *cells, uint32_t length) {
  uint64_t four[2];
  switch (length) {
  case 8: memcpy(four, cells, 16); return (four[0] & four[1]) == ~UINT64_C(0);
  case 4: memcpy(four, cells, 8); return four[0] == ~UINT64_C(0);
  case 2: return (cells[0] & cells[1]) == LAB_TOUCH_SHARED;
  case 1: return cells[0] == LAB_TOUCH_SHARED;
  default: return false;
  }
}

/* Nobody else runs: it matters only that the memory is there. */
static inline bool is_quiet_and_there(uintptr_t address, uint32_t length) {
  uintptr_t in_arena = address - LAB_ARENA_BASE;
  return lab_exec.quiet &&
         (in_arena >= LAB_ARENA_SIZE || (length <= LAB_GRANULE && lab_arena_is_live(in_arena, length)));
}

bool lab_hook_is_step(uintptr_t address, uint32_t length, bool write, uintptr_t pc) {
  if (is_quiet_and_there(address, length))
    return false;
  lab_exec.me->hooks++;
  uintptr_t in_arena = address - LAB_ARENA_BASE, in_data = address - lab_arena.data;
  if (in_arena < LAB_ARENA_SIZE) {
    if (lab_arena_is_live(in_arena, length) && all_shared(lab_arena.touch + in_arena, length))
      return true;
  } else if (in_data < lab_arena.data_size && all_shared(lab_arena.data_touch + in_data, length)) {
    return true;
  }
  return visit_private(address, length, write, pc);
}

__attribute__((noinline)) static void visit_buffered(uintptr_t address, uint32_t length, unsigned kind, unsigned flags,
                                                     uintptr_t pc, uintptr_t frame) {
  if (lab_search.every_access && !lab_arena_is_shared(address, length)) { /* a step for the replay alone */
    lab_sched_announce(LAB_OP_HEAD(kind, flags, 0, length), address, pc, frame);
    return;
  }
  if (kind == LAB_OP_WRITE && length <= LAB_STORE_BYTES && !lab_exec.quiet) {
    lab_buffer_plain_store(address, length, flags, pc, frame);
    return;
  }
  if (kind == LAB_OP_WRITE || lab_buffer_overlaps(address, length))
    lab_buffer_flush(pc, frame);
  lab_sched_announce(LAB_OP_HEAD(kind, flags, 0, length), address, pc, frame);
  lab_hook_recheck(address, length, kind == LAB_OP_WRITE, pc);
  if (kind == LAB_OP_READ && !lab_exec.quiet)
    lab_buffer_plain_load(address, length);
}

static inline void visit(uintptr_t address, uint32_t length, unsigned kind, unsigned flags, uintptr_t pc,
                         uintptr_t frame) {
  if (!lab_hook_is_step(address, length, kind == LAB_OP_WRITE, pc))
    return;
  if (__builtin_expect(lab_search.tso, 0)) {
    visit_buffered(address, length, kind, flags, pc, frame);
    return;
  }
  lab_sched_announce(LAB_OP_HEAD(kind, flags, 0, length), address, pc, frame);
  lab_hook_recheck(address, length, kind == LAB_OP_WRITE, pc);
}

/* Under tso what libc reads and writes is not buffered: it waits until the actor's own stores are in memory. */
void lab_hook_access(uintptr_t address, size_t length, bool write, uintptr_t pc, uintptr_t frame) {
  unsigned kind = write ? LAB_OP_WRITE : LAB_OP_READ, flags = write ? LAB_OPF_WRITE : LAB_OPF_READ;
  lab_exec.me->registers = 0; /* not known */
  if (length == 0 || !lab_hook_is_step(address, (uint32_t)length, write, pc))
    return;
  if (lab_search.tso && !lab_exec.quiet)
    lab_buffer_flush(pc, frame);
  lab_sched_announce(LAB_OP_HEAD(kind, flags, 0, (uint32_t)length), address, pc, frame);
  lab_hook_recheck(address, (uint32_t)length, write, pc);
}

#define HOOK(name, kind, length, flags)                                                                                \
  LAB_HOOK_ENTRY(name)                                                                                                 \
  void name##_(void *address);                                                                                         \
  void name##_(void *address) {                                                                                        \
    visit((uintptr_t)address, length, LAB_OP_##kind, LAB_OPF_##kind | (flags), LAB_PC(), LAB_FRAME());                 \
  }
#define HOOKS_OF_SIZE(length)                                                                                          \
  HOOK(__tsan_read##length, READ, length, 0)                                                                           \
  HOOK(__tsan_write##length, WRITE, length, 0)                                                                         \
  HOOK(__tsan_unaligned_read##length, READ, length, 0)                                                                 \
  HOOK(__tsan_unaligned_write##length, WRITE, length, 0)                                                               \
  HOOK(__tsan_volatile_read##length, READ, length, LAB_OPF_VOLATILE)                                                   \
  HOOK(__tsan_volatile_write##length, WRITE, length, LAB_OPF_VOLATILE)                                                 \
  HOOK(__tsan_unaligned_volatile_read##length, READ, length, LAB_OPF_VOLATILE)                                         \
  HOOK(__tsan_unaligned_volatile_write##length, WRITE, length, LAB_OPF_VOLATILE)

HOOKS_OF_SIZE(1)
HOOKS_OF_SIZE(2)
HOOKS_OF_SIZE(4)
HOOKS_OF_SIZE(8)
HOOKS_OF_SIZE(16)

LAB_HOOK_ENTRY(__tsan_memcpy)
void *__tsan_memcpy_(void *to, const void *from, size_t n);
void *__tsan_memcpy_(void *to, const void *from, size_t n) {
  visit((uintptr_t)from, (uint32_t)n, LAB_OP_READ, LAB_OPF_READ, LAB_PC(), LAB_FRAME());
  /* What has been read is kept until the write is chosen: the copy is two steps, and others may run in between. */
  unsigned char kept[256];
  bool small = n <= sizeof kept;
  if (small)
    memcpy(kept, from, n);
  visit((uintptr_t)to, (uint32_t)n, LAB_OP_WRITE, LAB_OPF_WRITE, LAB_PC(), LAB_FRAME());
  return small ? memcpy(to, kept, n) : memcpy(to, from, n);
}

LAB_HOOK_ENTRY(__tsan_memmove)
void *__tsan_memmove_(void *to, const void *from, size_t n);
void *__tsan_memmove_(void *to, const void *from, size_t n) {
  visit((uintptr_t)from, (uint32_t)n, LAB_OP_READ, LAB_OPF_READ, LAB_PC(), LAB_FRAME());
  visit((uintptr_t)to, (uint32_t)n, LAB_OP_WRITE, LAB_OPF_WRITE, LAB_PC(), LAB_FRAME());
  return memmove(to, from, n);
}

void *__tsan_memset(void *to, int byte, size_t n);
void *__tsan_memset(void *to, int byte, size_t n) {
  visit((uintptr_t)to, (uint32_t)n, LAB_OP_WRITE, LAB_OPF_WRITE, LAB_PC(), LAB_FRAME());
  return memset(to, byte, n);
}

/* Unused: call stacks come from the frames.  Defined, because the compiler may be told to call them. */
void __tsan_init(void);
void __tsan_init(void) {}
void __tsan_func_entry(void *pc);
void __tsan_func_entry(void *pc) { (void)pc; }
void __tsan_func_exit(void);
void __tsan_func_exit(void) {}
void __tsan_vptr_update(void **slot, void *value);
void __tsan_vptr_update(void **slot, void *value) { (void)slot, (void)value; }
void __tsan_vptr_read(void **slot);
void __tsan_vptr_read(void **slot) { (void)slot; }
