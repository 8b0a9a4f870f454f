/* SPDX-License-Identifier: MIT */
#include "engines/explore/buffer.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"
#include "engines/explore/show.h"
#include <string.h>
#include <sys/mman.h>

static LAB_ENGINE struct lab_store (*buffers)[LAB_STORES_MAX] = NULL; /* by actor */

/* What the program's memory holds only until the running actor's next hook. */
enum visit { VISIT_NONE, VISIT_STORE, VISIT_LOAD };
struct pending {
  enum visit visit;
  struct lab_store store; /* bytes: what memory goes back to */
};
static LAB_ENGINE struct pending pending = {.visit = VISIT_NONE};

void lab_buffer_open(void) {
  buffers = mmap(NULL, LAB_X_ACTORS * sizeof *buffers, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void lab_buffer_reset(void) { pending.visit = VISIT_NONE; }

const struct lab_store *lab_buffer_entries(const struct lab_actor *actor) { return buffers[actor->index]; }
const struct lab_store *lab_buffer_oldest(const struct lab_actor *actor) { return buffers[actor->index]; }

static void push(const struct lab_store *store) {
  struct lab_actor *me = lab_exec.me;
  buffers[me->index][me->buffered++] = *store;
  me->writes++;
  if (lab_search.strategy == &lab_strategy_replay)
    lab_show_store(me, store);
}

void lab_buffer_settle(void) {
  if (pending.visit == VISIT_NONE)
    return;
  enum visit visit = pending.visit;
  pending.visit = VISIT_NONE;
  struct lab_store store = pending.store;
  if (visit == VISIT_STORE)
    memcpy(store.bytes, (const void *)store.address, store.length);
  memcpy((void *)store.address, pending.store.bytes, store.length);
  if (visit == VISIT_STORE)
    push(&store);
}

static void make_room(uintptr_t pc, uintptr_t frame) {
  if (lab_exec.me->buffered == LAB_STORES_MAX)
    lab_buffer_flush(pc, frame);
}

static struct lab_store describe(uintptr_t address, uint32_t length, unsigned flags, unsigned order, uintptr_t pc) {
  const struct lab_actor *me = lab_exec.me;
  return (struct lab_store){.address = address,
                            .pc = pc,
                            .length = length,
                            .hooks = me->hooks,
                            .after = me->last < 0 ? me->birth : me->last,
                            .flags = (uint8_t)flags,
                            .order = (uint8_t)order};
}

void lab_buffer_plain_store(uintptr_t address, uint32_t length, unsigned flags, uintptr_t pc, uintptr_t frame) {
  lab_buffer_settle();
  make_room(pc, frame);
  pending.store = describe(address, length, flags, 0, pc);
  memcpy(pending.store.bytes, (const void *)address, length);
  pending.visit = VISIT_STORE;
}

void lab_buffer_store(uintptr_t address, uint32_t length, const void *bytes, unsigned flags, unsigned order,
                      uintptr_t pc, uintptr_t frame) {
  lab_buffer_settle();
  make_room(pc, frame);
  struct lab_store store = describe(address, length, flags, order, pc);
  memcpy(store.bytes, bytes, length);
  push(&store);
}

void lab_buffer_load(uintptr_t address, uint32_t length, void *bytes) {
  lab_buffer_see(lab_exec.me, address, length, bytes);
}

void lab_buffer_see(const struct lab_actor *me, uintptr_t address, uint32_t length, void *bytes) {
  for (unsigned s = me->buffered; s-- > 0;) {
    const struct lab_store *store = &buffers[me->index][s];
    if (store->address <= address && address + length <= store->address + store->length) {
      memcpy(bytes, store->bytes + (address - store->address), length);
      return;
    }
  }
  memcpy(bytes, (const void *)address, length);
}

bool lab_buffer_overlaps(uintptr_t address, uint32_t length) {
  const struct lab_actor *me = lab_exec.me;
  for (unsigned s = me->buffered; s-- > 0;) {
    const struct lab_store *store = &buffers[me->index][s];
    if (store->address <= address && address + length <= store->address + store->length)
      return false;
    if (store->address < address + length && address < store->address + store->length)
      return true;
  }
  return false;
}

void lab_buffer_plain_load(uintptr_t address, uint32_t length) {
  if (length > LAB_STORE_BYTES || lab_exec.me->buffered == 0)
    return;
  pending.store = describe(address, length, 0, 0, 0);
  memcpy(pending.store.bytes, (const void *)address, length);
  unsigned char seen[LAB_STORE_BYTES];
  lab_buffer_load(address, length, seen);
  memcpy((void *)address, seen, length);
  pending.visit = VISIT_LOAD;
}

void lab_buffer_flush(uintptr_t pc, uintptr_t frame) {
  lab_buffer_settle();
  if (lab_exec.me->buffered)
    lab_sched_announce_conditional(LAB_OP_HEAD(LAB_OP_FENCE, LAB_OPF_DRAINS | LAB_OPF_LOCAL, 0, 0), 0, pc, frame, 0, 0);
}

void lab_buffer_drain(struct lab_actor *actor) {
  struct lab_store *entries = buffers[actor->index];
  memcpy((void *)entries[0].address, entries[0].bytes, entries[0].length);
  actor->buffered--;
  memmove(entries, entries + 1, actor->buffered * sizeof *entries);
}
