/* SPDX-License-Identifier: MIT */
#include "stats/exploration.h"
#include "stats/format.h"
#include "stats/verdict.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MANY_OPS 1000000 /* of an actor in an iteration: from here on one may well take seconds */
#define MENTIONED_MAX 2  /* sightings spelled out; the reports have the rest */

struct text {
  char *out;
  size_t size, length;
};

static void __attribute__((format(printf, 2, 3))) say(struct text *text, const char *format, ...) {
  if (text->length + 1 >= text->size)
    return;
  va_list arguments;
  va_start(arguments, format);
  const int n = vsnprintf(text->out + text->length, text->size - text->length, format, arguments);
  va_end(arguments);
  if (n > 0)
    text->length += (size_t)n;
  if (text->length >= text->size)
    text->length = text->size - 1;
}

/* "declared to hold", "declared data-race or crash". */
static void say_declaration(struct text *text, const struct lab_record *record) {
  const char *words = record->info->expect[record->engine];
  if (!words) {
    say(text, "nothing declared");
    return;
  }
  if (record->info->role == LAB_ROLE_EXERCISE) {
    say(text, "an exercise");
    return;
  }
  if (!lab_words_have_bug(words)) {
    say(text, "declared to hold");
    return;
  }
  const char *start, *between = "declared";
  size_t length;
  while (lab_words_next(&words, &start, &length)) {
    say(text, "%s %.*s", between, (int)length, start);
    between = " or";
  }
}

/* " in 3 of 1,000 iterations" */
static void say_iterations(struct text *text, uint64_t n, const struct lab_record *record) {
  char some[LAB_FORMAT_MAX], all[LAB_FORMAT_MAX];
  const uint64_t iterations = lab_record_iterations(record);
  say(text, " in %s of %s iteration%s", lab_format_count(some, n), lab_format_count(all, iterations),
      iterations == 1 ? "" : "s");
}

static void say_tally(struct text *text, const struct lab_record *record, unsigned tally) {
  const struct lab_tally_counts *counts = &record->counts.tally[tally];
  char total[LAB_FORMAT_MAX], all[LAB_FORMAT_MAX];
  lab_format_count(total, counts->total);
  if (tally == LAB_LOST) {
    const uint64_t operations = record->counts.iterations * record->threads * record->ops;
    say(text, "lost %s of %s update%s", total, lab_format_count(all, operations), operations == 1 ? "" : "s");
    return;
  }
  say(text, "%s %s time%s", lab_tally_name(tally), total, counts->total == 1 ? "" : "s");
  say_iterations(text, counts->iterations, record);
}

static void say_unlisted(struct text *text, const struct lab_record *record) {
  const struct lab_counts *counts = &record->counts;
  say(text, "saw \"");
  for (unsigned v = 0; v < counts->unlisted_n && v < LAB_OBSERVED_MAX; v++)
    say(text, "%s%" PRId64, v ? ", " : "", counts->unlisted_values[v]);
  say(text, "\", which no outcome declares,");
  say_iterations(text, counts->unlisted, record);
}

static void say_incident(struct text *text, const struct lab_record *record, unsigned incident) {
  static const char *const verbs[LAB_INCIDENTS] = {[LAB_INCIDENT_CRASH] = "crashed",
                                                   [LAB_INCIDENT_EXIT] = "exited",
                                                   [LAB_INCIDENT_HANG] = "hung",
                                                   [LAB_INCIDENT_DEADLOCK] = "deadlocked",
                                                   [LAB_INCIDENT_CORRUPT] = "wrote over the result channel",
                                                   [LAB_INCIDENT_FLOOD] = "printed without end"};
  say(text, "%s", verbs[incident]);
  say_iterations(text, record->incidents[incident], record);
  for (unsigned n = 0; n < record->n_notes && n < LAB_INCIDENT_NOTES; n++) {
    if (record->notes[n].kind == (enum lab_incident)incident && record->notes[n].text[0]) {
      say(text, " (%.60s)", record->notes[n].text);
      return;
    }
  }
}

static void say_report(struct text *text, const struct lab_record *record, const char *kind) {
  say(text, "reported %s", kind);
  /* Two kinds can share an iteration, and one that ended in a crash was never counted as audited. */
  uint64_t most = 0;
  unsigned others = 0;
  for (unsigned r = 0; r < record->n_reports && r < LAB_REPORTS_MAX; r++) {
    if (strcmp(record->reports[r].kind, kind) != 0)
      others++;
    else if (record->reports[r].iterations > most)
      most = record->reports[r].iterations;
  }
  if (others == 0)
    most = record->counts.reported;
  if (most > 0)
    say_iterations(text, most, record);
}

static void say_sighting(struct text *text, const struct lab_record *record, const struct lab_sighting *s) {
  switch (s->kind) {
  case LAB_SAW_TALLY: say_tally(text, record, s->index); return;
  case LAB_SAW_OUTCOME:
    say(text, "saw \"%.40s\"", s->word);
    say_iterations(text, record->counts.outcomes[s->index], record);
    return;
  case LAB_SAW_UNLISTED: say_unlisted(text, record); return;
  case LAB_SAW_INCIDENT: say_incident(text, record, s->index); return;
  case LAB_SAW_REPORT: say_report(text, record, s->word); return;
  case LAB_SAW_EXPLORED: return; /* lab_exploration_text says it */
  }
}

/* Whether a sighting is what the verdict rests on. */
static bool decides(const struct lab_sighting *s, const struct lab_sightings *all) {
  if (all->contradicting > 0)
    return !s->allowed;
  if (all->named > 0)
    return s->named;
  return !s->harmless;
}

static unsigned say_deciding(struct text *text, const struct lab_record *record, const struct lab_sightings *all) {
  unsigned mentioned = 0, more = 0;
  for (unsigned i = 0; i < all->count; i++) {
    if (!decides(&all->list[i], all))
      continue;
    if (mentioned == MENTIONED_MAX) {
      more++;
      continue;
    }
    say(text, mentioned++ ? ", " : "; ");
    say_sighting(text, record, &all->list[i]);
  }
  if (more > 0)
    say(text, " and %u more", more);
  return mentioned;
}

static void say_circumstances(struct text *text, const struct lab_record *record) {
  char done[LAB_FORMAT_MAX], wanted[LAB_FORMAT_MAX];
  if (record->yielding)
    say(text, "; run with yields between accesses");
  /* Positions are looked at between iterations: one that takes longer than the time-out is no hang, but looks like it.
   */
  if (record->incidents[LAB_INCIDENT_HANG] > 0 && record->ops >= MANY_OPS)
    say(text, "; is --timeout too short for %s operations?", lab_format_count(wanted, record->ops));
  if (record->gave_up)
    say(text, "; given up after %u restart%s", record->restarts, record->restarts == 1 ? "" : "s");
  if (!record->partial)
    return;
  say(text, "; partial");
  if (record->wanted > 0)
    say(text, ", %s of %s iterations", lab_format_count(done, lab_record_iterations(record)),
        lab_format_count(wanted, record->wanted));
}

/* Nothing to name: what its absence means in view of the declaration. */
static void say_nothing(struct text *text, const struct lab_record *record, enum lab_verdict verdict) {
  char count[LAB_FORMAT_MAX];
  const uint64_t iterations = lab_record_iterations(record);
  const bool detector = lab_engine_facts(record->engine)->detector != NULL;
  if (iterations == 0) {
    say(text, "; no iteration was done");
    return;
  }
  const char *what = detector ? "no report and no anomaly" : "no anomaly";
  if (verdict == LAB_NOT_SEEN || verdict == LAB_NOT_AS_DECLARED)
    what = detector ? "not reported" : "not seen";
  say(text, "; %s in %s iteration%s", what, lab_format_count(count, iterations), iterations == 1 ? "" : "s");
  if (verdict == LAB_CANNOT_JUDGE)
    say(text, ", where %s cannot show it", record->threads == 1 ? "one actor alone" : "one CPU");
}

static void say_exploration(struct text *text, const struct lab_record *record) {
  char found[240];
  lab_exploration_text(found, sizeof found, record->exploration);
  say(text, "; %s%s", found, record->partial ? "; partial" : "");
}

void lab_reason(char *out, size_t size, const struct lab_record *record, const struct lab_sightings *sightings,
                enum lab_verdict verdict) {
  struct text text = {.out = out, .size = size};
  if (size > 0)
    out[0] = '\0';
  if (verdict == LAB_COULD_NOT_RUN) {
    const char *why = record->partial ? "interrupted before it started" : "no host became ready";
    say(&text, "%s", record->refused[0] ? record->refused : why);
    return;
  }
  if (!record->ran && record->refused[0]) {
    say(&text, "%s", record->refused);
    return;
  }
  say_declaration(&text, record);
  if (record->exploration) {
    say_exploration(&text, record);
    return;
  }
  const unsigned mentioned = say_deciding(&text, record, sightings);
  const bool own = sightings->contradicting > 0 || sightings->named > 0;
  if (mentioned == 0)
    say_nothing(&text, record, verdict);
  else if (!own && verdict == LAB_AS_DECLARED)
    say(&text, ", as declared for native");
  else if (!own && verdict != LAB_UNDECLARED)
    say(&text, ", but not what is declared"); /* a word of another engine */
  say_circumstances(&text, record);
}
