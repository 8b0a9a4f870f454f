/* SPDX-License-Identifier: MIT */
#include "stats/exploration.h"
#include "stats/verdict.h"
#include <string.h>

bool lab_words_next(const char **words, const char **start, size_t *length) {
  while (*words && **words) {
    const char *end = strchrnul(*words, '|');
    const char *first = *words, *last = end;
    while (first < last && *first == ' ')
      first++;
    while (last > first && last[-1] == ' ')
      last--;
    *words = *end ? end + 1 : end;
    *start = first;
    *length = (size_t)(last - first);
    if (*length > 0)
      return true;
  }
  return false;
}

bool lab_words_have(const char *words, const char *word) {
  const char *start;
  size_t length;
  while (lab_words_next(&words, &start, &length))
    if (strlen(word) == length && memcmp(word, start, length) == 0)
      return true;
  return false;
}

bool lab_words_have_bug(const char *words) {
  const char *start;
  size_t length;
  while (lab_words_next(&words, &start, &length))
    if (strlen(LAB_HOLDS) != length || memcmp(LAB_HOLDS, start, length) != 0)
      return true;
  return false;
}

/* True for the name of an outcome that is the bug of the lab. */
static bool is_interesting(const struct lab_info *info, const char *word) {
  for (unsigned o = 0; o < info->n_outcomes; o++)
    if (strcmp(info->outcomes[o].id, word) == 0)
      return info->outcomes[o].grade == LAB_INTERESTING;
  return false;
}

/*
 * Whether the declarations leave room for this.  A word of this engine always.  A variant that is declared broken on
 * this engine is the same broken program on the others, so their words are no surprise here; and what a detector
 * watches is a native execution, so what is declared for native may happen under it even where it has nothing to
 * report (a race condition without a data race).  Only a report needs to be declared for the sanitizer itself.
 */
static bool is_allowed(const struct lab_sighting *s, const struct lab_record *record) {
  const struct lab_info *info = record->info;
  const char *own = info->expect[record->engine], *native = info->expect[LAB_ENGINE_NATIVE];
  if (s->harmless || s->named)
    return true;
  if (s->kind == LAB_SAW_REPORT || s->kind == LAB_SAW_UNLISTED)
    return false;
  const bool broken = lab_words_have_bug(own);
  if (s->kind == LAB_SAW_EXPLORED && broken && is_interesting(info, s->word))
    return true;
  const bool native_broken = lab_engine_facts(record->engine)->detector && lab_words_have_bug(native);
  if (s->kind == LAB_SAW_OUTCOME && info->outcomes[s->index].grade == LAB_INTERESTING && (broken || native_broken))
    return true;
  if (native_broken && lab_words_have(native, s->word))
    return true;
  if (!broken)
    return false;
  for (unsigned e = 0; e < LAB_ENGINES; e++)
    if (lab_words_have(info->expect[e], s->word))
      return true;
  return false;
}

static void saw(struct lab_sightings *all, const struct lab_record *record, struct lab_sighting s) {
  if (all->count == LAB_SIGHTINGS_MAX)
    return;
  s.named = s.word && lab_words_have(record->info->expect[record->engine], s.word);
  s.allowed = is_allowed(&s, record);
  all->list[all->count++] = s;
  all->named += s.named;
  all->contradicting += !s.allowed;
  all->harmful += !s.harmless;
}

/* Each kind once: pairs of lines are many, kinds are few. */
static void saw_report(struct lab_sightings *all, const struct lab_record *record, const char *kind) {
  for (unsigned i = 0; i < all->count; i++)
    if (all->list[i].kind == LAB_SAW_REPORT && strcmp(all->list[i].word, kind) == 0)
      return;
  saw(all, record, (struct lab_sighting){.kind = LAB_SAW_REPORT, .word = kind});
}

static void collect_reports(struct lab_sightings *all, const struct lab_record *record) {
  const unsigned before = all->count;
  for (unsigned r = 0; r < record->n_reports && r < LAB_REPORTS_MAX; r++)
    saw_report(all, record, record->reports[r].kind);
  for (unsigned f = 0; f < record->n_findings; f++)
    saw_report(all, record, record->findings[f].kind);
  /* Counted but not kept, which must not pass for silence. */
  if (all->count == before && (record->counts.reported > 0 || record->reports_dropped > 0))
    saw_report(all, record, "report");
}

/* A data race stands beside what it leads to, so it is no surprise in a variant that is broken on any engine. */
static bool is_bystander(const struct lab_info *info) {
  for (unsigned e = 0; e < LAB_ENGINES; e++)
    if (lab_words_have_bug(info->expect[e]))
      return true;
  return false;
}

static void collect_explored(struct lab_sightings *all, const struct lab_record *record) {
  const struct lab_exploration *found = record->exploration;
  for (unsigned w = 0; found && w < found->n_words; w++)
    if (found->words[w].bad)
      saw(all, record, (struct lab_sighting){LAB_SAW_EXPLORED, .index = w, .word = found->words[w].word});
  if (found && found->races > 0)
    saw(all, record,
        (struct lab_sighting){LAB_SAW_EXPLORED, .index = LAB_EXPLORED_WORDS, .word = LAB_DATA_RACE,
                              .harmless = is_bystander(record->info)});
}

void lab_sightings_collect(struct lab_sightings *all, const struct lab_record *record) {
  const struct lab_info *info = record->info;
  const struct lab_counts *counts = &record->counts;
  *all = (struct lab_sightings){.count = 0};
  for (unsigned i = 0; i < LAB_INCIDENTS; i++)
    if (record->incidents[i] > 0)
      saw(all, record, (struct lab_sighting){LAB_SAW_INCIDENT, .index = i, .word = lab_incident_name(i)});
  collect_reports(all, record);
  collect_explored(all, record);
  if (counts->unlisted > 0)
    saw(all, record, (struct lab_sighting){.kind = LAB_SAW_UNLISTED});
  for (unsigned t = 0; t < LAB_TALLIES; t++)
    if (counts->tally[t].iterations > 0)
      saw(all, record, (struct lab_sighting){LAB_SAW_TALLY, .index = t, .word = lab_tally_name(t)});
  for (unsigned o = 0; o < info->n_outcomes && o < LAB_OUTCOMES_MAX; o++)
    if (counts->outcomes[o] > 0)
      saw(all, record,
          (struct lab_sighting){LAB_SAW_OUTCOME, .index = o, .word = info->outcomes[o].id,
                                .harmless = info->outcomes[o].grade == LAB_ACCEPTABLE});
}
