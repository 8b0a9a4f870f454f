/* SPDX-License-Identifier: MIT */
/*
 * Part of ck_annotate.h: hazard pointers and epochs, which say when memory that others may still be reading can go.
 * libck.a does its part in assembly and calls the destructors from there; what has to come before a destructor is
 * therefore said here, between ck's decision and the call.
 */
#ifndef LAB_CK_ANNOTATE_RECLAIM_H
#define LAB_CK_ANNOTATE_RECLAIM_H

#define lab_ck_container_(member_pointer, type, member)                                                                \
  ((type *)(void *)((char *)(member_pointer) - offsetof(type, member)))

/* -- Hazard pointers.  Setting and clearing one is a visible store, looking for it a visible load. -- */
CK_CC_INLINE static void lab_ck_hp_clear(struct ck_hp_record *record) {
  for (unsigned int i = 0; i < record->global->degree; i++)
    ck_pr_store_ptr(&record->pointers[i], NULL);
}

CK_CC_INLINE static bool lab_ck_hp_held_(struct ck_hp *global, const void *pointer) {
  ck_stack_entry_t *entry;
  for (entry = (ck_stack_entry_t *)ck_pr_load_ptr(&global->subscribers.head); entry != NULL; entry = entry->next) {
    struct ck_hp_record *record = lab_ck_container_(entry, struct ck_hp_record, global_entry);
    for (unsigned int i = 0; i < global->degree; i++)
      if (ck_pr_load_ptr(&record->pointers[i]) == pointer)
        return true;
  }
  return false;
}

/* As ck_hp_reclaim: destroys what is pending in this record and held by no hazard pointer; the rest stays pending. */
CK_CC_INLINE static void lab_ck_hp_reclaim(struct ck_hp_record *record) {
  ck_stack_entry_t *entry = record->pending.head, *next;
  ck_stack_init(&record->pending);
  ck_pr_fence_memory(); /* what was unlinked before is unlinked for whoever sets a hazard pointer from now on */
  for (; entry != NULL; entry = next) {
    struct ck_hp_hazard *hazard = lab_ck_container_(entry, struct ck_hp_hazard, pending_entry);
    next = entry->next; /* the destructor may free the hazard, which mostly lies in the object */
    if (lab_ck_hp_held_(record->global, hazard->pointer)) {
      ck_stack_push_spnc(&record->pending, entry);
      continue;
    }
    record->n_pending--;
    record->n_reclamations++;
    record->global->destroy(hazard->data);
  }
}

CK_CC_INLINE static void lab_ck_hp_free(struct ck_hp_record *record, struct ck_hp_hazard *hazard, void *data,
                                        void *pointer) {
  ck_hp_retire(record, hazard, data, pointer);
  if (record->n_pending >= record->global->threshold)
    lab_ck_hp_reclaim(record);
}

CK_CC_INLINE static void lab_ck_hp_purge(struct ck_hp_record *record) {
  while (record->n_pending > 0) {
    lab_ck_hp_reclaim(record);
    if (record->n_pending > 0)
      ck_pr_stall();
  }
}

/* -- Epochs: the key is the epoch that the records belong to. -- */
CK_CC_INLINE static bool lab_ck_epoch_end(ck_epoch_record_t *record, ck_epoch_section_t *section) {
  LAB_CK_SAY_(__tsan_release, record->global);
  return ck_epoch_end(record, section);
}

CK_CC_INLINE static void lab_ck_epoch_synchronize(ck_epoch_record_t *record) {
  ck_epoch_synchronize(record);
  LAB_CK_SAY_(__tsan_acquire, record->global);
}

/* Deferred by one thread, called perhaps by another: what the first did to the object comes before the call. */
CK_CC_INLINE static void lab_ck_epoch_call(ck_epoch_record_t *record, ck_epoch_entry_t *entry,
                                           ck_epoch_cb_t *function) {
  LAB_CK_SAY_(__tsan_release, record->global);
  ck_epoch_call(record, entry, function);
}
CK_CC_INLINE static void lab_ck_epoch_call_strict(ck_epoch_record_t *record, ck_epoch_entry_t *entry,
                                                  ck_epoch_cb_t *function) {
  entry->function = function;
  LAB_CK_SAY_(__tsan_release, record->global);
  lab_ck_enter_();
  ck_epoch_call_strict(record, entry, function);
  lab_ck_leave_();
}

CK_CC_INLINE static bool lab_ck_epoch_poll(ck_epoch_record_t *record) {
  ck_stack_t due = CK_STACK_INITIALIZER;
  bool some = ck_epoch_poll_deferred(record, &due);
  LAB_CK_SAY_(__tsan_acquire, record->global);
  ck_stack_entry_t *entry = due.head, *next;
  for (; entry != NULL; entry = next) {
    struct ck_epoch_entry *call = lab_ck_container_(entry, struct ck_epoch_entry, stack_entry);
    next = entry->next;
    call->function(call);
  }
  return some;
}

CK_CC_INLINE static void lab_ck_epoch_reclaim(ck_epoch_record_t *record) {
  LAB_CK_SAY_(__tsan_acquire, record->global);
  ck_epoch_reclaim(record);
}

/* All that is deferred in this record is called when it returns. */
CK_CC_INLINE static void lab_ck_epoch_barrier(ck_epoch_record_t *record) {
  lab_ck_epoch_synchronize(record);
  lab_ck_epoch_reclaim(record);
}

#define ck_hp_clear lab_ck_hp_clear
#define ck_hp_reclaim lab_ck_hp_reclaim
#define ck_hp_free lab_ck_hp_free
#define ck_hp_purge lab_ck_hp_purge
#define ck_epoch_end lab_ck_epoch_end
#define ck_epoch_synchronize lab_ck_epoch_synchronize
#define ck_epoch_call lab_ck_epoch_call
#define ck_epoch_call_strict lab_ck_epoch_call_strict
#define ck_epoch_poll lab_ck_epoch_poll
#define ck_epoch_reclaim lab_ck_epoch_reclaim
#define ck_epoch_barrier lab_ck_epoch_barrier

#endif
