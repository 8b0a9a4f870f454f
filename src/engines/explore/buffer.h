/* SPDX-License-Identifier: MIT */
/*
 * x86-TSO: a first-in first-out store buffer per actor.
 *
 * Source of the model: S. Owens, S. Sarkar, P. Sewell, "A better x86 memory model: x86-TSO", TPHOLs 2009.  Stores
 * go to the buffer; a drain is a step of its own, of an entity of its own; loads of the same actor see its buffer
 * first; locked operations, fences and synchronization wait for the buffer to be empty.
 *
 * A plain store is done by the program itself, after its hook.  So the hook keeps the old bytes, and the actor's next
 * hook moves the new ones into the buffer and puts the old ones back: no other actor runs in between.
 */
#ifndef LAB_EXPLORE_BUFFER_H
#define LAB_EXPLORE_BUFFER_H

#include "engines/explore/engine.h"

#define LAB_STORES_MAX 64u
#define LAB_STORE_BYTES 16u

struct lab_store {
  uintptr_t address, pc;
  uint32_t length, hooks;
  int32_t after; /* the actor's latest step when it stored */
  uint8_t flags, order;
  unsigned char bytes[LAB_STORE_BYTES];
};

/* The running actor is about to store to shared bytes. */
void lab_buffer_plain_store(uintptr_t address, uint32_t length, unsigned flags, uintptr_t pc, uintptr_t frame);

/* The running actor stores this value. */
void lab_buffer_store(uintptr_t address, uint32_t length, const void *bytes, unsigned flags, unsigned order,
                      uintptr_t pc, uintptr_t frame);

/* The running actor's plain load of shared bytes has been chosen: lets it see its own buffer. */
void lab_buffer_plain_load(uintptr_t address, uint32_t length);

/* Copies what the running actor sees at an address. */
void lab_buffer_load(uintptr_t address, uint32_t length, void *bytes);

/* Likewise for any actor. */
void lab_buffer_see(const struct lab_actor *actor, uintptr_t address, uint32_t length, void *bytes);

/* Does a load of these bytes see only a part of a store in the running actor's buffer?  Then it waits for drains. */
bool lab_buffer_overlaps(uintptr_t address, uint32_t length);

/* Moves a plain store that has been done into the buffer; ends the effect of lab_buffer_plain_load. */
void lab_buffer_settle(void);

/* Waits until the running actor's buffer is empty. */
void lab_buffer_flush(uintptr_t pc, uintptr_t frame);

const struct lab_store *lab_buffer_oldest(const struct lab_actor *actor);
const struct lab_store *lab_buffer_entries(const struct lab_actor *actor); /* oldest first, actor->buffered of them */

/* Writes the oldest entry to memory. */
void lab_buffer_drain(struct lab_actor *actor);

void lab_buffer_open(void);

/* A new execution begins. */
void lab_buffer_reset(void);

#endif
