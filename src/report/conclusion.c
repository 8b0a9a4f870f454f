/* SPDX-License-Identifier: MIT */
/*
 * How a run ends: what is said when it was interrupted, the verdict in a sentence, the command to try next, and the
 * exit code.
 */
#include "report/number.h"
#include "report/table.h"
#include "stats/exploration.h"

#include <stdio.h>
#include <string.h>

static bool any_verdict(const struct lab_run *run, enum lab_verdict verdict) {
  for (size_t j = 0; j < run->n_jobs; j++)
    if (run->jobs[j].summary.verdict == verdict)
      return true;
  return false;
}

static bool any_ran(const struct lab_run *run) {
  for (size_t j = 0; j < run->n_jobs; j++)
    if (run->jobs[j].record.ran)
      return true;
  return false;
}

int lab_run_exit_code(const struct lab_run *run) {
  if (run->partial && run->interruption) {
    if (strcmp(run->interruption, "SIGTERM") == 0)
      return 143;
    return strcmp(run->interruption, "SIGHUP") == 0 ? 129 : 130;
  }
  if (!run->compare && any_verdict(run, LAB_NOT_AS_DECLARED))
    return 1;
  /* A check that could not look at everything has not passed. */
  return any_ran(run) && !(run->check && any_verdict(run, LAB_COULD_NOT_RUN)) ? 0 : 77;
}

/* " after 412 to 1,000 of 1,000 iterations of each variant", where anything was iterated. */
static void add_done(struct lab_text *text, const struct lab_run *run) {
  uint64_t least = UINT64_MAX, most = 0;
  char low[LAB_NUMBER], high[LAB_NUMBER], all[LAB_NUMBER];
  for (size_t j = 0; j < run->n_jobs; j++) {
    const uint64_t done = run->jobs[j].summary.iterations;
    if (!lab_engine_facts(run->jobs[j].record.engine)->iterates)
      continue;
    least = done < least ? done : least;
    most = done > most ? done : most;
  }
  if (least > most)
    return;
  lab_text_add(text, " after ");
  if (least < most)
    lab_text_add(text, "%s to ", lab_format_count(low, least));
  lab_text_add(text, "%s", lab_format_count(high, most));
  if (run->iterations)
    lab_text_add(text, " of %s", lab_format_count(all, run->iterations));
  lab_text_add(text, " iterations%s", run->n_jobs > 1 ? " of each variant" : "");
}

void lab_draw_partial(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  struct lab_text text = {0};
  if (!run->partial)
    return;
  lab_text_add(&text, "PARTIAL: %s%s", run->interruption ? "interrupted by " : "stopped",
               run->interruption ? run->interruption : "");
  add_done(&text, run);
  lab_draw_wrapped(out, style, LAB_PAINT_BAD, 0, 2, text.text);
}

/* -- The verdict in a sentence. -- */

/* Variants by verdict, those as declared also by role. */
struct tally_of_verdicts {
  size_t of[LAB_NOT_AS_DECLARED + 1], shown, hidden, hold, ways, other, all;
};

static void add_names(struct lab_text *text, const struct lab_run *run, enum lab_verdict verdict,
                      const struct lab_style *style) {
  const char *separator = ": ";
  size_t named = 0;
  for (size_t j = 0; j < run->n_jobs; j++) {
    const struct lab_record *record = &run->jobs[j].record;
    char name[128];
    if (run->jobs[j].summary.verdict != verdict)
      continue;
    if (++named > 4)
      continue;
    lab_text_add(text, "%s%s on %s", separator, lab_text_clean(name, sizeof(name), record->info->name, style->unicode),
                 lab_engine_name(record->engine));
    separator = ", ";
  }
  if (named > 4)
    lab_text_add(text, " and %zu more", named - 4);
}

/* A broken variant may be declared to hold where an engine cannot see its bug: then it is as declared, but shows none.
 */
static bool shows_bug(const struct lab_line *line) {
  for (int e = 0; e < LAB_ENGINES; e++)
    if (line->on[e] && (line->on[e]->summary.bad > 0 || line->on[e]->record.counts.reported > 0 ||
                        (line->on[e]->record.exploration &&
                         (line->on[e]->record.exploration->failed || line->on[e]->record.exploration->races > 0))))
      return true;
  return false;
}

static struct tally_of_verdicts count_lines(const struct lab_run *run) {
  struct tally_of_verdicts tally = {0};
  for (size_t at = 0; at < run->n_jobs;) {
    struct lab_section section;
    at = lab_section_make(&section, run, at);
    for (size_t l = 0; l < section.n_lines; l++) {
      const enum lab_verdict verdict = lab_line_verdict(&section.lines[l]);
      const enum lab_role role = section.lines[l].info->role;
      tally.all++;
      tally.of[verdict]++;
      tally.shown += verdict == LAB_AS_DECLARED && role == LAB_ROLE_BROKEN && shows_bug(&section.lines[l]);
      tally.hidden += verdict == LAB_AS_DECLARED && role == LAB_ROLE_BROKEN && !shows_bug(&section.lines[l]);
      tally.hold += verdict == LAB_AS_DECLARED && role == LAB_ROLE_FIXED;
      tally.ways += verdict == LAB_AS_DECLARED && role == LAB_ROLE_WAY;
      tally.other += verdict == LAB_AS_DECLARED && role == LAB_ROLE_EXERCISE;
    }
    lab_section_clear(&section);
  }
  return tally;
}

static void add_part(struct lab_text *text, size_t n, const char *one, const char *many) {
  if (n)
    lab_text_add(text, "%s%zu %s", text->length ? ", " : "", n, n == 1 ? one : many);
}

static void verdict_sentence(const struct lab_run *run, const struct lab_style *style, struct lab_text *text) {
  const struct tally_of_verdicts tally = count_lines(run);
  struct lab_text parts = {0};
  add_part(&parts, tally.shown, "broken variant shows its bug", "broken variants show their bugs");
  add_part(&parts, tally.hidden, "broken variant holds here", "broken variants hold here");
  if (tally.shown)
    add_part(&parts, tally.hold, "fixed one holds", "fixed ones hold");
  else
    add_part(&parts, tally.hold, "fixed variant holds", "fixed variants hold");
  add_part(&parts, tally.ways, "way to do it is right", "ways to do it are right");
  add_part(&parts, tally.other, "exercise holds", "exercises hold");
  add_part(&parts, tally.of[LAB_NOT_SEEN], "shows nothing here (luck, not proof)",
           "show nothing here (luck, not proof)");
  add_part(&parts, tally.of[LAB_CANNOT_JUDGE], "cannot be judged here", "cannot be judged here");
  add_part(&parts, tally.of[LAB_COULD_NOT_RUN], "could not run", "could not run");
  add_part(&parts, tally.of[LAB_UNDECLARED], "left open (nothing declared)", "left open (nothing declared)");
  if (!any_ran(run)) {
    lab_text_add(text, "Nothing could run here.");
  } else if (tally.of[LAB_NOT_AS_DECLARED]) {
    lab_text_add(text, "NOT as declared, %zu of %zu variant%s", tally.of[LAB_NOT_AS_DECLARED], tally.all,
                 tally.all == 1 ? "" : "s");
    add_names(text, run, LAB_NOT_AS_DECLARED, style);
    lab_text_add(text, ".%s%s%s", parts.length ? " " : "", parts.text, parts.length ? "." : "");
  } else {
    const bool clean = tally.shown + tally.hidden + tally.hold + tally.ways + tally.other > 0;
    lab_text_add(text, "%s%s.",
                 !clean         ? "Nothing is against what is declared: "
                 : run->partial ? "As declared so far: "
                                : "As declared: ",
                 parts.text);
  }
}

/* -- The next command. -- */

static bool given(const struct lab_run *run, const char *option) {
  return run->command && strstr(run->command, option) != NULL;
}

static const struct lab_job_result *first_with(const struct lab_run *run, enum lab_verdict verdict) {
  for (size_t j = 0; j < run->n_jobs; j++)
    if (run->jobs[j].summary.verdict == verdict)
      return &run->jobs[j];
  return NULL;
}

static const struct lab_info *first_of_role(const struct lab_run *run, enum lab_role role) {
  for (size_t j = 0; j < run->n_jobs; j++)
    if (run->jobs[j].record.info->role == role)
      return run->jobs[j].record.info;
  return NULL;
}

/* What a person calls a variant, or its lab: a file that was given by path is its path. */
static const char *call(const struct lab_info *info, bool lab) {
  return info->given ? info->given : lab ? info->lab : info->name;
}

/* The flags for the compiler of a file, which the next command needs as well. */
static void add_flags(const struct lab_run *run, const struct lab_info *info, struct lab_text *next) {
  const char *flags = info->given && run->command ? strstr(run->command, " -- ") : NULL;
  if (flags)
    lab_text_add(next, "%s", flags);
}

static void next_of_bad(const struct lab_run *run, const struct lab_job_result *bad, struct lab_text *next) {
  const struct lab_info *info = bad->record.info;
  if (bad->record.exploration)
    lab_text_add(next, "lab explore %s", call(info, false));
  else if (given(run, "--verbose") || run->n_jobs == 1)
    lab_text_add(next, "lab show %s", call(info, false));
  else
    lab_text_add(next, "lab run %s --engine %s --verbose", call(info, false), lab_engine_name(bad->record.engine));
  add_flags(run, info, next);
}

static void next_of_unseen(const struct lab_run *run, const struct lab_job_result *unseen, struct lab_text *next) {
  const uint64_t done = unseen->summary.iterations;
  if (unseen->record.exploration)
    lab_text_add(next, "lab explore %s --time 60", call(unseen->record.info, false));
  else
    lab_text_add(next, "lab run %s --iterations %llu", call(unseen->record.info, false),
                 (unsigned long long)(done < UINT64_MAX / 100 ? (done ? done * 10 : 1000) : done));
  add_flags(run, unseen->record.info, next);
}

static void next_of_success(const struct lab_run *run, struct lab_text *next) {
  const struct lab_info *broken = first_of_role(run, LAB_ROLE_BROKEN);
  const struct lab_info *fixed = first_of_role(run, LAB_ROLE_FIXED), *way = first_of_role(run, LAB_ROLE_WAY);
  const struct lab_info *any = run->jobs[0].record.info, *best = broken ? broken : any;
  if (run->check)
    lab_text_add(next, "lab run %s", call(any, true));
  else if (best->given)
    lab_text_add(next, "lab explore %s", best->given);
  else if (broken && fixed && strcmp(broken->lab, fixed->lab) == 0)
    lab_text_add(next, "lab diff %s %s %s", broken->lab, broken->variant, fixed->variant);
  else if (broken)
    lab_text_add(next, "lab %s %s", way && strcmp(broken->lab, way->lab) == 0 ? "diff" : "run", broken->lab);
  else
    lab_text_add(next, "lab show %s", any->name);
  add_flags(run, best, next);
}

static void next_command(const struct lab_run *run, struct lab_text *next) {
  const struct lab_job_result *bad = first_with(run, LAB_NOT_AS_DECLARED);
  const struct lab_job_result *unseen = first_with(run, LAB_NOT_SEEN);
  if (run->partial && run->command)
    lab_text_add(next, "%s", run->command);
  else if (bad)
    next_of_bad(run, bad, next);
  else if (any_verdict(run, LAB_COULD_NOT_RUN) || run->n_jobs == 0)
    lab_text_add(next, "lab doctor");
  else if (unseen)
    next_of_unseen(run, unseen, next);
  else
    next_of_success(run, next);
}

void lab_draw_conclusion(const struct lab_run *run, const struct lab_style *style, FILE *out) {
  struct lab_text sentence = {0}, next = {0};
  verdict_sentence(run, style, &sentence);
  next_command(run, &next);
  const enum lab_paint paint = any_verdict(run, LAB_NOT_AS_DECLARED) ? LAB_PAINT_BAD : LAB_PAINT_STRONG;
  lab_draw_wrapped(out, style, paint, 0, 2, sentence.text);
  if (style->quiet)
    return;
  fputs("Next: ", out);
  lab_draw_command(out, style, 6, next.text);
}
