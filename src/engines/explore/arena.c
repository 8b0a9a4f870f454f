/* SPDX-License-Identifier: MIT */
#include "engines/explore/arena.h"
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
  lab_arena.life = reserve(NULL, LAB_ARENA_SIZE >> LAB_GRANULE_SHIFT);
  lab_arena.data = (uintptr_t)__data_start;
  lab_arena.data_size = (uintptr_t)_end - lab_arena.data;
  lab_arena.data_touch = reserve(NULL, lab_arena.data_size * sizeof(uint16_t));
}

char *lab_arena_stack(unsigned slot) {
  char *bottom = lab_arena_slot(slot);
  if (!lab_arena.prepared[slot]) {
    lab_arena.prepared[slot] = true;
    mprotect(bottom, 4096, PROT_NONE);
    memset(lab_arena.life + (((uintptr_t)bottom - LAB_ARENA_BASE) >> LAB_GRANULE_SHIFT), LAB_LIFE_LIVE,
           LAB_STACK_SIZE >> LAB_GRANULE_SHIFT);
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
  for (uint32_t b = 0; cells && b < length; b++)
    cells[b] = LAB_TOUCH_SHARED;
  lab_search.restart |= cells != NULL;
}

bool lab_arena_is_shared(uintptr_t address, uint32_t length) {
  const uint16_t *cells = lab_arena_cells(address);
  for (uint32_t b = 0; cells && b < length; b++)
    if (cells[b] == LAB_TOUCH_SHARED)
      return true;
  return false;
}

void lab_arena_check(uintptr_t address, uint32_t length, bool write, uintptr_t pc) {
  if (address - LAB_ARENA_BASE >= LAB_ARENA_SIZE || length == 0)
    return;
  uint8_t first = lab_arena.life[(address - LAB_ARENA_BASE) >> LAB_GRANULE_SHIFT];
  uint8_t last = lab_arena.life[(address + length - 1 - LAB_ARENA_BASE) >> LAB_GRANULE_SHIFT];
  if (first == LAB_LIFE_LIVE && last == LAB_LIFE_LIVE)
    return;
  bool freed = first == LAB_LIFE_FREED || last == LAB_LIFE_FREED;
  lab_sched_fail(LAB_END_FREED, pc, address, "%s of %u bytes %s", write ? "write" : "read", length,
                 freed ? "after free" : "outside of any allocated block");
}
