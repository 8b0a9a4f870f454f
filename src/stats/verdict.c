/* SPDX-License-Identifier: MIT */
#include "stats/verdict.h"
#include "stats/exploration.h"
#include <string.h>

/*
 * True where the declaration names nothing but reports that cannot stay away by luck: ThreadSanitizer finds a race from
 * the order of the synchronization in what ran, whether or not it did any harm.  An alternative that only happens in a
 * bad interleaving (a lost update, a crash, a use after free) makes silence a matter of luck: what races is then done
 * in that interleaving alone.
 */
static bool silence_contradicts(const char *words) {
  const char *word;
  size_t length;
  bool any = false;
  while (lab_words_next(&words, &word, &length)) {
    const bool race = length == strlen(LAB_DATA_RACE) && strncmp(word, LAB_DATA_RACE, length) == 0;
    if (!race && (length != strlen(LAB_LOCK_ORDER) || strncmp(word, LAB_LOCK_ORDER, length) != 0))
      return false;
    any = true;
  }
  return any;
}

/*
 * True where actors can only take turns, so that nothing can go wrong, broken or not: --threads 1 for a variant that
 * wants more, or one CPU without yields.  ThreadSanitizer needs no second CPU, and neither do tasks, which take turns
 * anywhere, nor the actors of a timed variant, who wait while others work.
 */
static bool cannot_overlap(const struct lab_record *record, const struct lab_machine *machine) {
  if (record->threads == 1)
    return record->info->threads > 1;
  return record->engine == LAB_ENGINE_NATIVE && record->info->kind != LAB_TIMED && record->info->kind != LAB_TASKS &&
         machine && machine->cpus_usable == 1 && !record->yielding;
}

/* A search that came to its end has the last word: what is declared and was not met does not happen. */
static enum lab_verdict judge_exploration(const struct lab_record *record, const struct lab_sightings *sightings,
                                          bool require_repro) {
  const struct lab_info *info = record->info;
  const char *words = info->expect[record->engine];
  const bool open = !words || info->role == LAB_ROLE_EXERCISE;
  if (!record->ran)
    return record->unsuited ? LAB_UNDECLARED : LAB_COULD_NOT_RUN;
  if (open)
    return LAB_UNDECLARED;
  if (sightings->contradicting > 0)
    return LAB_NOT_AS_DECLARED;
  if (sightings->named > 0 || !lab_words_have_bug(words) || lab_words_have(words, LAB_HOLDS))
    return record->threads == 1 && info->threads > 1 && sightings->named == 0 ? LAB_CANNOT_JUDGE : LAB_AS_DECLARED;
  const struct lab_exploration *found = record->exploration;
  if (!found->failed && (record->threads < info->threads || found->n_sizes < 2))
    return LAB_CANNOT_JUDGE; /* smaller than what it takes */
  /* A failure of another kind, which is no surprise, ended the search before it had seen all. */
  const bool saw_all = !found->failed && lab_exploration_exhausted(found);
  return require_repro || saw_all ? LAB_NOT_AS_DECLARED : LAB_NOT_SEEN;
}

enum lab_verdict lab_judge(const struct lab_record *record, const struct lab_sightings *sightings,
                           const struct lab_machine *machine, bool require_repro) {
  const struct lab_info *info = record->info;
  const char *words = info->expect[record->engine];
  const uint64_t iterations = lab_record_iterations(record);
  if (!lab_engine_facts(record->engine)->iterates)
    return judge_exploration(record, sightings, require_repro);
  if (!record->ran && iterations == 0)
    return LAB_COULD_NOT_RUN;
  if (!words || info->role == LAB_ROLE_EXERCISE)
    return LAB_UNDECLARED;
  if (sightings->contradicting > 0)
    return LAB_NOT_AS_DECLARED;
  if (sightings->named > 0)
    return LAB_AS_DECLARED;
  if (iterations == 0 || (sightings->harmful == 0 && cannot_overlap(record, machine)))
    return LAB_CANNOT_JUDGE;
  if (!lab_words_have_bug(words) || lab_words_have(words, LAB_HOLDS))
    return LAB_AS_DECLARED;
  if (record->engine == LAB_ENGINE_TSAN && record->counts.iterations >= LAB_SILENT_MIN && silence_contradicts(words))
    return LAB_NOT_AS_DECLARED;
  return require_repro ? LAB_NOT_AS_DECLARED : LAB_NOT_SEEN;
}
