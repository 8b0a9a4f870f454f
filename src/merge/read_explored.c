/* SPDX-License-Identifier: MIT */
#include "merge/part.h"
#include "stats/exploration.h"

#define ANY UINT64_MAX

static const char *memory_name(unsigned tso) { return tso ? "tso" : "sc"; }

static void read_size(const struct lab_reader *reader, const json_t *json, struct lab_explored_size *size) {
  size->threads = (unsigned)lab_read_count(reader, json, "threads", LAB_ACTORS_MAX);
  size->ops = (unsigned long)lab_read_count(reader, json, "ops", ANY);
  size->tso = lab_read_choice(reader, json, "memory", memory_name, 2) == 1;
  size->exhausted = lab_read_bool(reader, json, "exhausted");
  size->executions = lab_read_count(reader, json, "executions", ANY);
  size->failing = lab_read_count(reader, json, "failing", ANY);
  size->seconds = lab_read_real(reader, json, "seconds");
  const bool some = !json_is_null(json_object_get(json, "preemptions"));
  size->preemptions = some ? (int)lab_read_count(reader, json, "preemptions", 64) : -1;
}

struct lab_exploration *lab_read_exploration(const struct lab_reader *reader, const json_t *json) {
  const json_t *sizes = lab_read_array(reader, json, "sizes", LAB_EXPLORED_SIZES);
  const json_t *words = lab_read_array(reader, json, "words", LAB_EXPLORED_WORDS);
  struct lab_exploration *found = lab_exploration_new();
  if (!found) {
    lab_fail(reader->error, 3, "out of memory");
    return NULL;
  }
  for (size_t s = 0; s < json_array_size(sizes); s++)
    read_size(reader, json_array_get(sizes, s), &found->sizes[found->n_sizes++]);
  for (size_t w = 0; w < json_array_size(words); w++) {
    struct lab_explored_word *word = &found->words[found->n_words++];
    lab_read_into(reader, json_array_get(words, w), "word", word->word, sizeof word->word);
    word->bad = lab_read_bool(reader, json_array_get(words, w), "bad");
    word->executions = lab_read_count(reader, json_array_get(words, w), "executions", ANY);
  }
  found->failed = lab_read_bool(reader, json, "failed");
  found->races = lab_read_count(reader, json, "races", ANY);
  found->interleavings = lab_read_count_or_null(reader, json, "interleavings", ANY);
  found->failing_interleavings = lab_read_count_or_null(reader, json, "failing_interleavings", ANY);
  found->schedule = lab_read_text_or_null(reader, json, "schedule");
  found->token = lab_read_text_or_null(reader, json, "token");
  found->sentence = lab_read_text_or_null(reader, json, "sentence");
  found->unseen = lab_read_text_or_null(reader, json, "unseen");
  if (found->n_sizes == 0)
    lab_reader_fail(reader, "an exploration of nothing");
  return found;
}
