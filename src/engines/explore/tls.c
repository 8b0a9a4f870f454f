/* SPDX-License-Identifier: MIT */
#include "engines/explore/tls.h"
#include "engines/explore/heap.h"
#include "engines/explore/scheduler.h"
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <threads.h>

/* What the compiler emits for a thread-local variable (gcc's libgcc/emutls.c has the same layout). */
struct control {
  size_t size, alignment;
  uintptr_t index; /* 0: not yet numbered.  In the program's data: reset with it */
  const void *initial;
};

/* extern _Thread_local unsigned lab_self_index, as labs see it. */
extern struct control lab_self_control __asm__("__emutls_v.lab_self_index");
LAB_ENGINE struct control lab_self_control = {sizeof(unsigned), sizeof(unsigned), 0, NULL};

static void *fresh(const struct control *control) {
  void *variable = lab_heap_allocate(control->size, control->alignment, false);
  if (variable && control->initial)
    memcpy(variable, control->initial, control->size);
  return variable;
}

static void grow(struct lab_actor *me, uint32_t n) {
  void **table = lab_heap_allocate(2 * n * sizeof *table, 16, false);
  if (me->tls)
    memcpy(table, me->tls, me->n_tls * sizeof *table);
  me->tls = table;
  me->n_tls = 2 * n;
}

void *__emutls_get_address(struct control *control);
void *__emutls_get_address(struct control *control) {
  struct lab_actor *me = lab_exec.me;
  if (control == &lab_self_control)
    return &me->ticket;
  if (control->index == 0)
    control->index = ++lab_exec.n_thread_locals;
  if (control->index > me->n_tls)
    grow(me, (uint32_t)control->index);
  void **slot = &me->tls[control->index - 1];
  if (!*slot)
    *slot = fresh(control);
  return *slot;
}

/* -- pthread keys: numbered in lab_exec, values in the actor's own heap. -- */

static void **values_of(struct lab_actor *me) {
  if (!me->keys)
    me->keys = lab_heap_allocate(LAB_X_KEYS * sizeof *me->keys, 16, false);
  return me->keys;
}

int lab_model_pthread_key_create(pthread_key_t *key, void (*destructor)(void *));
int lab_model_pthread_key_create(pthread_key_t *key, void (*destructor)(void *)) {
  for (unsigned k = 0; k < LAB_X_KEYS; k++)
    if (!lab_exec.keys[k].used) {
      lab_exec.keys[k] = (struct lab_key){true, destructor};
      lab_exec.n_keys = lab_exec.n_keys > k ? lab_exec.n_keys : k + 1;
      *key = k;
      return 0;
    }
  return EAGAIN;
}

int lab_model_pthread_key_delete(pthread_key_t key);
int lab_model_pthread_key_delete(pthread_key_t key) {
  if (key >= LAB_X_KEYS || !lab_exec.keys[key].used)
    return EINVAL;
  lab_exec.keys[key].used = false;
  return 0;
}

void *lab_model_pthread_getspecific(pthread_key_t key);
void *lab_model_pthread_getspecific(pthread_key_t key) {
  const struct lab_actor *me = lab_exec.me;
  return me->keys && key < LAB_X_KEYS ? me->keys[key] : NULL;
}

int lab_model_pthread_setspecific(pthread_key_t key, const void *value);
int lab_model_pthread_setspecific(pthread_key_t key, const void *value) {
  if (key >= LAB_X_KEYS || !lab_exec.keys[key].used)
    return EINVAL;
  values_of(lab_exec.me)[key] = (void *)(uintptr_t)value;
  return 0;
}

int lab_model_tss_create(tss_t *key, tss_dtor_t destructor);
int lab_model_tss_create(tss_t *key, tss_dtor_t destructor) {
  return lab_model_pthread_key_create(key, destructor) ? thrd_error : thrd_success;
}
void lab_model_tss_delete(tss_t key);
void lab_model_tss_delete(tss_t key) { lab_model_pthread_key_delete(key); }
void *lab_model_tss_get(tss_t key);
void *lab_model_tss_get(tss_t key) { return lab_model_pthread_getspecific(key); }
int lab_model_tss_set(tss_t key, void *value);
int lab_model_tss_set(tss_t key, void *value) {
  return lab_model_pthread_setspecific(key, value) ? thrd_error : thrd_success;
}

void lab_tls_finish(void) {
  struct lab_actor *me = lab_exec.me;
  bool again = me->keys != NULL;
  for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS; round++) {
    again = false;
    for (unsigned k = 0; k < LAB_X_KEYS; k++) {
      void *value = me->keys[k];
      me->keys[k] = NULL;
      if (!value || !lab_exec.keys[k].used || !lab_exec.keys[k].destructor)
        continue;
      lab_exec.keys[k].destructor(value);
      again = true;
    }
  }
}
