/* SPDX-License-Identifier: MIT */
#include "engines/explore/image.h"
#include "engines/explore/arena.h"
#include "engines/explore/buffer.h"
#include "engines/explore/heap.h"
#include "engines/explore/search.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096u
#define AHEAD_MAX 256u

extern char __data_start[], _end[], __start_lab_engine[], __stop_lab_engine[];

/* A stretch of the program's data that is written to, and what it was. */
struct run {
  char *at;
  char *copy;
  uint32_t length;
};

struct image {
  char *copy;       /* of the program's data, all of it */
  struct run *runs; /* room for one per page */
  uint32_t n_runs;
  uintptr_t ahead; /* pages opened at once, where they are written one after the other */
};
static LAB_ENGINE struct image image = {.n_runs = 0};

static char *copy_of(uintptr_t address) { return image.copy + (address - (uintptr_t)__data_start); }

/* Adds [from, to) without the engine's own variables to what is copied back. */
static void add_run(uintptr_t from, uintptr_t to) {
  uintptr_t engine = (uintptr_t)__start_lab_engine, after = (uintptr_t)__stop_lab_engine;
  if (from < engine && to > engine) {
    add_run(from, engine);
    if (to > after)
      add_run(after, to);
    return;
  }
  if (from >= engine && from < after)
    from = to < after ? to : after;
  if (from >= to)
    return;
  struct run *last = image.n_runs ? &image.runs[image.n_runs - 1] : NULL;
  if (last && (uintptr_t)last->at + last->length == from) {
    last->length += (uint32_t)(to - from);
    return;
  }
  image.runs[image.n_runs++] = (struct run){(char *)from, copy_of(from), (uint32_t)(to - from)};
}

static bool protectable(uintptr_t page) {
  uintptr_t engine = (uintptr_t)__start_lab_engine, after = (uintptr_t)__stop_lab_engine;
  return page >= (uintptr_t)__data_start && page + PAGE <= (uintptr_t)_end && (page + PAGE <= engine || page >= after);
}

static void *reserve(size_t size) {
  void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) {
    fprintf(stderr, "lab-explore: no memory for a copy of the program's data\n");
    exit(77);
  }
  return p;
}

/* What is all zero, as most of a large bss, needs no memory in the copy. */
static void copy_page(uintptr_t page) {
  static const char zeros[PAGE];
  if (memcmp((const void *)page, zeros, PAGE) != 0)
    memcpy(copy_of(page), (const void *)page, PAGE);
}

void lab_image_open(void) {
  uintptr_t from = (uintptr_t)__data_start, to = (uintptr_t)_end, page = from & ~(uintptr_t)(PAGE - 1);
  image.copy = reserve(to - from);
  image.runs = reserve(((to - page) / PAGE + 2) * sizeof *image.runs);
  while (page < to) {
    uintptr_t end = page;
    for (; protectable(end); end += PAGE)
      copy_page(end);
    if (end > page) {
      mprotect((void *)page, end - page, PROT_READ);
    } else {
      uintptr_t first = page < from ? from : page, after = page + PAGE < to ? page + PAGE : to;
      memcpy(copy_of(first), (const void *)first, after - first);
      add_run(first, after);
      end = page + PAGE;
    }
    page = end;
  }
}

bool lab_image_fault(uintptr_t address) {
  uintptr_t page = address & ~(uintptr_t)(PAGE - 1), end = page + PAGE;
  if (!protectable(page))
    return false;
  const struct run *last = image.n_runs ? &image.runs[image.n_runs - 1] : NULL;
  bool next = last && (uintptr_t)last->at + last->length == page;
  image.ahead = !next ? 1 : image.ahead < AHEAD_MAX ? 2 * image.ahead : AHEAD_MAX;
  while (end < page + image.ahead * PAGE && protectable(end))
    end += PAGE;
  if (mprotect((void *)page, end - page, PROT_READ | PROT_WRITE) != 0)
    return false;
  add_run(page, end);
  return true;
}

void lab_image_open_range(uintptr_t address, size_t length) {
  for (uintptr_t page = address & ~(uintptr_t)(PAGE - 1); page < address + length; page += PAGE)
    if (protectable(page))
      *(volatile char *)page = *(volatile char *)page; /* lets the fault handler see it */
}

bool lab_image_each(bool (*visit)(void *context, char *at, uint32_t length), void *context) {
  for (uint32_t r = 0; r < image.n_runs; r++)
    if (!visit(context, image.runs[r].at, image.runs[r].length))
      return false;
  return true;
}

void lab_image_reset(void) {
  for (uint32_t r = 0; r < image.n_runs; r++)
    memcpy(image.runs[r].at, image.runs[r].copy, image.runs[r].length);
  for (uint32_t a = 0; a < lab_exec.n_actors; a++)
    lab_heap_forget(a, lab_exec.actors[a].heap);
  lab_heap_forget(LAB_X_ACTORS, lab_exec.harness.heap);
  lab_heap_forget_overflow(lab_exec.overflow);
  memset(lab_exec.keys, 0, lab_exec.n_keys * sizeof lab_exec.keys[0]);
  memset(&lab_exec, 0, offsetof(struct lab_exec, actors));
  lab_exec.quiet = true;
  lab_exec.me = &lab_exec.harness;
  lab_exec.harness.index = LAB_X_ACTORS;
  lab_exec.harness.heap = lab_arena_heap(LAB_X_ACTORS);
  lab_exec.harness.last = -1;
  lab_buffer_reset();
  lab_exec.overflow = (char *)LAB_OVERFLOW_BASE;
}
