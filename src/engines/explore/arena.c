/* SPDX-License-Identifier: MIT */
#include "engines/explore/arena.h"
#include "engines/explore/heap.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

LAB_ENGINE struct lab_arena lab_arena = {.data_size = 0};

/* Set by the linker: the executable's data, bss, and within them the engine's own variables. */
extern char __data_start[], _end[];

static void *reserve(void *where, size_t size) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (where ? MAP_FIXED_NOREPLACE : 0);
  void *p = mmap(where, size, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (p == MAP_FAILED || (where && p != where)) {
    fprintf(stderr, "lab-explore: cannot reserve %zu MB of address space (a limit on virtual memory?)\n", size >> 20);
    exit(77);
  }
  return p;
}

void lab_arena_open(void) {
  reserve((void *)LAB_ARENA_BASE, LAB_ARENA_SIZE);
  lab_arena.touch = reserve(NULL, LAB_ARENA_SIZE * sizeof(uint16_t));
  lab_arena.life = reserve(NULL, (LAB_ARENA_SIZE >> LAB_GRANULE_SHIFT) + 1); /* and one behind the last */
  lab_arena.data = (uintptr_t)__data_start;
  lab_arena.data_size = (uintptr_t)_end - lab_arena.data;
  lab_arena.data_touch = reserve(NULL, lab_arena.data_size * sizeof(uint16_t));
}

char *lab_arena_stack(unsigned slot) {
  char *bottom = lab_arena_slot(slot);
  if (!lab_arena.prepared[slot]) {
    lab_arena.prepared[slot] = true;
    mprotect(bottom, 4096, PROT_NONE);
  }
  return bottom + LAB_STACK_SIZE;
}

void lab_arena_forget(void) {
  madvise(lab_arena.touch, LAB_ARENA_SIZE * sizeof(uint16_t), MADV_DONTNEED);
  madvise(lab_arena.data_touch, lab_arena.data_size * sizeof(uint16_t), MADV_DONTNEED);
}

/* The cell after this access; *shared says whether the byte is one that makes steps. */
static uint16_t touched(uint16_t cell, uint16_t mine, bool write, bool *shared) {
  if (cell == LAB_TOUCH_SHARED) {
    *shared = true;
    return cell;
  }
  if (cell == 0 || (cell & ~1u) == mine)
    return (uint16_t)(cell | mine | write);
  if (cell == LAB_TOUCH_READERS && !write)
    return cell;
  if (!write && !(cell & 1u))
    return LAB_TOUCH_READERS;
  *shared = true;
  return LAB_TOUCH_SHARED;
}

bool lab_arena_touch(uintptr_t address, uint32_t length, bool write) {
  uint16_t *cells = lab_arena_cells(address);
  if (!cells || lab_exec.quiet || lab_exec.n_unjoined <= 1)
    return false;
  const uint16_t mine = (uint16_t)((lab_exec.me->index + 1u) * 2u);
  bool any = false;
  for (uint32_t b = 0; b < length; b++) {
    bool shared = false;
    uint16_t next = touched(cells[b], mine, write, &shared);
    if (next != cells[b]) {
      if (shared)
        lab_search.restart = true;
      cells[b] = next;
    }
    any |= shared;
  }
  return any;
}

void lab_arena_share(uintptr_t address, uint32_t length) {
  uint16_t *cells = lab_arena_cells(address);
  for (uint32_t b = 0; cells && b < length; b++) {
    lab_search.restart |= cells[b] != LAB_TOUCH_SHARED;
    cells[b] = LAB_TOUCH_SHARED;
  }
}

bool lab_arena_is_shared(uintptr_t address, uint32_t length) {
  const uint16_t *cells = lab_arena_cells(address);
  for (uint32_t b = 0; cells && b < length; b++)
    if (cells[b] == LAB_TOUCH_SHARED)
      return true;
  return false;
}

/* The first byte that may not be accessed, as an offset; `end` if all may. */
static uintptr_t first_bad(uintptr_t offset, uintptr_t end) {
  for (; offset < end; offset = (offset | (LAB_GRANULE - 1)) + 1)
    for (uintptr_t byte = offset; byte < end && byte <= (offset | (LAB_GRANULE - 1)); byte++)
      if (!lab_arena_is_live(byte, 1))
        return byte;
  return end;
}

void lab_arena_check(uintptr_t address, uint32_t length, bool write, uintptr_t pc) {
  uintptr_t offset = address - LAB_ARENA_BASE, end = offset + length;
  if (offset >= LAB_ARENA_SIZE || length == 0 || (length <= LAB_GRANULE && lab_arena_is_live(offset, length)))
    return;
  uintptr_t bad = first_bad(offset, end < LAB_ARENA_SIZE ? end : LAB_ARENA_SIZE);
  if (bad >= end)
    return;
  const char *how = write ? "write" : "read", *plural = length == 1 ? "" : "s";
  if (lab_arena_is_stack(bad))
    lab_sched_fail(LAB_END_GONE, pc, address, "%s of %u byte%s on the stack of actor %u, which has ended", how, length,
                   plural, (unsigned)(bad >> LAB_SLOT_SHIFT) + 1);
  if (lab_arena.life[bad >> LAB_GRANULE_SHIFT] == LAB_LIFE_FREED)
    lab_sched_fail(LAB_END_FREED, pc, address, "%s of %u byte%s after free", how, length, plural);
  size_t size, behind = lab_heap_behind(LAB_ARENA_BASE + bad, &size);
  if (behind == SIZE_MAX)
    lab_sched_fail(LAB_END_OUTSIDE, pc, address, "%s of %u byte%s outside of any allocated block", how, length, plural);
  lab_sched_fail(LAB_END_OUTSIDE, pc, address, "%s of %u byte%s past the end of a block of %zu byte%s", how, length,
                 plural, size, size == 1 ? "" : "s");
}
