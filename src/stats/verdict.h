/* SPDX-License-Identifier: MIT */
/*
 * What was seen of a variant on an engine, in the words of its declarations, and what that makes of it.  For
 * src/stats, and for reports that name what contradicts a declaration (report/evidence.c); the others read struct
 * lab_summary.
 */
#ifndef LAB_STATS_VERDICT_H
#define LAB_STATS_VERDICT_H

#include "stats/summary.h"

/*
 * Below this many audited iterations a sanitizer that stays silent is not held against the variant.  A batch of a dozen
 * iterations is swept in one order, and where that is the wrong one for a race to happen, as a reader's that comes
 * before the writer, all of them are silent: so it takes many batches.
 */
#define LAB_SILENT_MIN 200u

/*
 * The next alternative of a declaration, without the blanks around it: start and length.  Advances *words; false at the
 * end.
 */
bool lab_words_next(const char **words, const char **start, size_t *length);

/* True where word is one of the alternatives of a declaration, "lost | crash"; NULL declares nothing. */
bool lab_words_have(const char *words, const char *word);

/* True where a declaration says that something goes wrong: it has a word other than "holds". */
bool lab_words_have_bug(const char *words);

enum lab_sighting_kind {
  LAB_SAW_TALLY,
  LAB_SAW_OUTCOME,
  LAB_SAW_UNLISTED, /* an observation that no outcome declares */
  LAB_SAW_INCIDENT,
  LAB_SAW_REPORT,
  LAB_SAW_EXPLORED /* an ending that the explorer met */
};

struct lab_sighting {
  enum lab_sighting_kind kind;
  unsigned index;   /* of the tally, outcome, incident or word of the exploration */
  const char *word; /* as in declarations; NULL where no word can declare it */
  bool harmless;    /* an acceptable outcome */
  bool named;       /* an alternative of this engine's declaration */
  bool allowed;     /* nothing that contradicts the declaration */
};

#define LAB_SIGHTINGS_MAX 96 /* more than there are incidents, kinds of reports, tallies and outcomes */
struct lab_sightings {
  struct lab_sighting list[LAB_SIGHTINGS_MAX];
  unsigned count;
  unsigned named, contradicting, harmful; /* how many of them */
};

/* All that the record shows, judged against the declarations.  Words point into the record and static storage. */
void lab_sightings_collect(struct lab_sightings *sightings, const struct lab_record *record);

enum lab_verdict lab_judge(const struct lab_record *record, const struct lab_sightings *sightings,
                           const struct lab_machine *machine, bool require_repro);

/* One clause: what was expected and what was seen. */
void lab_reason(char *out, size_t size, const struct lab_record *record, const struct lab_sightings *sightings,
                enum lab_verdict verdict);

#endif
