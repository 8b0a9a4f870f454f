/* SPDX-License-Identifier: MIT */
/*
 * What a search found, in JSON: its part of a job in schema "lab-run/1".
 */
#include "report/json.h"
#include "stats/exploration.h"

static json_t *sizes_of(const struct lab_exploration *found) {
  json_t *sizes = json_array();
  for (unsigned s = 0; s < found->n_sizes; s++) {
    const struct lab_explored_size *size = &found->sizes[s];
    json_array_append_new(
        sizes, json_pack("{s:i, s:o, s:s, s:b, s:o, s:o, s:o, s:o}", "threads", (int)size->threads, "ops",
                         lab_json_count(size->ops), "memory", size->tso ? "tso" : "sc", "exhausted", size->exhausted,
                         "executions", lab_json_count(size->executions), "failing", lab_json_count(size->failing),
                         "seconds", lab_json_real(size->seconds), "preemptions",
                         size->preemptions < 0 ? json_null() : lab_json_count((uint64_t)size->preemptions)));
  }
  return sizes;
}

static json_t *words_of(const struct lab_exploration *found) {
  json_t *words = json_array();
  for (unsigned w = 0; w < found->n_words; w++)
    json_array_append_new(words,
                          json_pack("{s:o, s:b, s:o}", "word", lab_json_text(found->words[w].word), "bad",
                                    found->words[w].bad, "executions", lab_json_count(found->words[w].executions)));
  return words;
}

json_t *lab_json_exploration(const struct lab_record *record) {
  const struct lab_exploration *found = record->exploration;
  if (!found)
    return json_null();
  return json_pack("{s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "failed", found->failed, "exhausted",
                   lab_exploration_exhausted(found), "sizes", sizes_of(found), "words", words_of(found), "races",
                   lab_json_count(found->races), "interleavings",
                   found->interleavings ? lab_json_count(found->interleavings) : json_null(), "failing_interleavings",
                   found->interleavings ? lab_json_count(found->failing_interleavings) : json_null(), "schedule",
                   lab_json_text(found->schedule), "token", lab_json_text(found->token), "sentence",
                   lab_json_text(found->sentence), "unseen", lab_json_text(found->unseen));
}
