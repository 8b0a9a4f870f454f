/* SPDX-License-Identifier: MIT */
#include "stats/detection.h"
#include "stats/exploration.h"
#include "stats/verdict.h"
#include <string.h>

const char *lab_detection_name(enum lab_detection detection) {
  static const char *const names[LAB_DETECTIONS] = {"not run", "detected", "missed", "false", "silent", "unknown"};
  return names[detection];
}

bool lab_engine_detects(enum lab_engine engine) {
  return lab_engine_facts(engine)->detector || engine == LAB_ENGINE_EXPLORE;
}

static const char *kind_explored(const struct lab_exploration *exploration) {
  const struct lab_explored_word *most = NULL;
  for (unsigned w = 0; w < exploration->n_words && w < LAB_EXPLORED_WORDS; w++)
    if (exploration->words[w].bad && (!most || exploration->words[w].executions > most->executions))
      most = &exploration->words[w];
  if (most)
    return most->word;
  return exploration->races > 0 ? LAB_DATA_RACE : NULL;
}

const char *lab_detection_kind(const struct lab_record *record) {
  const struct lab_report *most = NULL;
  if (record->exploration)
    return kind_explored(record->exploration);
  for (unsigned r = 0; r < record->n_reports && r < LAB_REPORTS_MAX; r++)
    if (!most || record->reports[r].iterations > most->iterations)
      most = &record->reports[r];
  if (most)
    return most->kind;
  /* Counted but not kept, which must not pass for silence. */
  return record->counts.reported > 0 ? "report" : NULL;
}

static bool has_run(const struct lab_record *record) {
  return record->exploration ? record->exploration->n_sizes > 0 : record->ran && lab_record_iterations(record) > 0;
}

static bool declares_bug(const struct lab_info *info) {
  for (int e = 0; e < LAB_ENGINES; e++)
    if (lab_words_have_bug(info->expect[e]))
      return true;
  return false;
}

/* Called broken, and nothing but slow (false sharing): there is nothing to be found. */
static bool declares_to_hold(const struct lab_info *info) {
  bool any = false;
  for (int e = 0; e < LAB_ENGINES; e++)
    any |= info->expect[e] != NULL;
  return any && !declares_bug(info);
}

static bool has_bug(const struct lab_info *info) {
  switch (info->role) {
  case LAB_ROLE_BROKEN: return !declares_to_hold(info);
  case LAB_ROLE_FIXED: return false;
  default: return declares_bug(info);
  }
}

static bool declares(const struct lab_info *info, const char *kind) {
  for (int e = 0; e < LAB_ENGINES; e++)
    if (lab_words_have(info->expect[e], kind))
      return true;
  return false;
}

enum lab_detection lab_detection_of(const struct lab_record *record) {
  const struct lab_info *info = record->info;
  const char *kind = lab_detection_kind(record);
  if (!has_run(record))
    return LAB_DETECTION_NONE;
  if (info->role == LAB_ROLE_EXERCISE)
    return LAB_DETECTION_UNKNOWN;
  if (has_bug(info))
    return kind ? LAB_DETECTED : LAB_DETECTION_MISSED;
  if (kind)
    return declares(info, kind) ? LAB_DETECTED : LAB_DETECTION_FALSE;
  return LAB_DETECTION_SILENT;
}

double lab_detection_cost(const struct lab_record *record) {
  if (record->exploration || !has_run(record) || record->counts.iterations == 0)
    return 0;
  if (record->info->kind == LAB_TIMED)
    return record->wall_ns / (double)record->counts.iterations;
  return record->sweep_ops > 0 ? record->sweep_ns / record->sweep_ops : 0;
}
