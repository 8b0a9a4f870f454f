/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "host/host.h"
#include "host/random.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static size_t round_up(size_t value, size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

/* From malloc, not mmap, where that will do: ThreadSanitizer finds the block of a heap address at once, but reads all
 * of /proc/self/maps for one that it cannot place (0.4 ms instead of 0.01 ms a report). */
static char *allocate_half(const struct lab_arena *arena, size_t bytes) {
  if (!arena->shared)
    return aligned_alloc(4096, bytes);
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

static void free_half(const struct lab_arena *arena, char *half) {
  if (!arena->shared)
    free(half);
  else if (half)
    munmap(half, arena->bytes);
}

static void free_halves(struct lab_arena *arena) {
  for (int h = 0; h < 2; h++) {
    free_half(arena, arena->half[h]);
    arena->half[h] = NULL;
  }
}

void lab_arena_clear(struct lab_arena *arena) {
  free_halves(arena);
  free(arena->order);
  arena->order = NULL;
  arena->bytes = 0;
}

static bool allocate_halves(struct lab_arena *arena, size_t bytes) {
  free_halves(arena);
  arena->bytes = bytes;
  for (int h = 0; h < 2; h++) {
    arena->half[h] = allocate_half(arena, bytes);
    if (!arena->half[h])
      return false;
  }
  return true;
}

/* Fisher-Yates; litmus7's "indirect" mode: actors meet by missing the cache at the same, unforeseeable places. */
static bool shuffle(struct lab_arena *arena, uint32_t count, uint64_t seed) {
  arena->order = malloc(count * sizeof *arena->order);
  if (!arena->order)
    return false;
  for (uint32_t i = 0; i < count; i++)
    arena->order[i] = i;
  for (uint32_t i = count - 1; i > 0; i--) {
    const uint32_t j = (uint32_t)(lab_random(&seed) % (i + 1));
    const uint32_t swap = arena->order[i];
    arena->order[i] = arena->order[j];
    arena->order[j] = swap;
  }
  return true;
}

bool lab_arena_fit(struct lab_arena *arena, const struct lab_layout *wish, size_t state_bytes, size_t align,
                   size_t min_stride, uint64_t seed) {
  size_t stride = round_up(state_bytes ? state_bytes : 1, align);
  if (wish->stride)
    stride = round_up(round_up(stride, wish->stride), align);
  if (min_stride)
    stride = round_up(stride, min_stride);
  uint32_t batch = wish->batch ? wish->batch : 1;
  if (batch > LAB_BATCH_MAX)
    batch = LAB_BATCH_MAX;
  if (batch > LAB_ARENA_BYTES / stride)
    batch = stride <= LAB_ARENA_BYTES ? (uint32_t)(LAB_ARENA_BYTES / stride) : 1;
  const size_t bytes = round_up(batch * stride, 4096);
  if (arena->half[0] && arena->stride == stride && arena->layout.batch == batch &&
      (arena->order != NULL) == (wish->shuffle != 0))
    return true;
  if (bytes != arena->bytes && !allocate_halves(arena, bytes))
    return false;
  memset(arena->half[0], 0, bytes);
  memset(arena->half[1], 0, bytes);
  arena->stride = stride;
  arena->layout = (struct lab_layout){batch, wish->stride, wish->shuffle};
  free(arena->order);
  arena->order = NULL;
  return !wish->shuffle || shuffle(arena, batch, seed);
}
