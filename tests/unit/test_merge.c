/* SPDX-License-Identifier: MIT */
/* Lines read back: what comes out is what went in, shards add up to the whole, and what does not is refused. */
#include "merge/merge.h"
#include "sample_run.h"
#include "supervise/supervise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#define ITERATIONS 1000u
#define SHARDS 3u

static const struct lab_style style = {.width = 80};
static char folder[] = "/tmp/lab-merge-XXXXXX";

/* -- A run whose every iteration is known: i loses (37 i) mod 11 updates, each 7th is reported, and each 100th crashes.
 * -- */
static void fold(struct lab_counts *counts, uint64_t i, bool reported) {
  const uint64_t lost = i * 37 % 11;
  counts->iterations++;
  if (reported && i % 7 == 3 && counts->reported++ == 0)
    counts->first_reported = i;
  if (lost == 0)
    return;
  struct lab_tally_counts *tally = &counts->tally[LAB_LOST];
  if (counts->anomalous++ == 0)
    counts->first_anomalous = tally->first = i;
  tally->iterations++;
  tally->total += lost;
  tally->squares += (double)(lost * lost);
  tally->max = lost > tally->max ? lost : tally->max;
  tally->buckets[lab_bucket_of(lost)]++;
}

static void crash(struct lab_record *record, uint64_t i) {
  record->incidents[LAB_INCIDENT_CRASH]++;
  if (record->n_notes == LAB_INCIDENT_NOTES)
    return;
  struct lab_incident_note *note = &record->notes[record->n_notes++];
  *note = (struct lab_incident_note){.kind = LAB_INCIDENT_CRASH, .iteration = i};
  strcpy(note->text, "SIGSEGV in actor 1");
}

static struct sample *known_run(struct lab_shard shard) {
  struct sample *sample = calloc(1, sizeof *sample);
  struct lab_info *info = sample_variant(sample, "counter-race", "broken", LAB_ROLE_BROKEN);
  info->expect[LAB_ENGINE_NATIVE] = strdup("lost");
  info->expect[LAB_ENGINE_TSAN] = strdup("data-race");
  sample->run = (struct lab_run){.command = "lab check", .check = true, .seed = UINT64_MAX, .iterations = ITERATIONS};
  sample->run.timeout = 10;
  sample->run.started = 1795219200;
  sample->run.shard = shard;
  sample->run.whole = 2;
  sample_machine(sample);
  for (int e = LAB_ENGINE_NATIVE; e <= LAB_ENGINE_TSAN; e++) {
    const struct lab_shard all = shard.total ? shard : (struct lab_shard){1, 1};
    struct lab_job_result *job = sample_job(sample, info, (enum lab_engine)e, ITERATIONS);
    struct lab_record *record = &job->record;
    memset(&record->counts, 0, sizeof record->counts);
    record->index = (size_t)e;
    record->first = lab_shard_cut(ITERATIONS, &all, 0);
    record->wanted = lab_shard_cut(ITERATIONS, &all, 1) - record->first;
    record->total = ITERATIONS;
    for (uint64_t i = record->first; i < record->first + record->wanted; i++) {
      if (e == LAB_ENGINE_TSAN && i % 100 == 50)
        crash(record, i);
      else
        fold(&record->counts, i, e == LAB_ENGINE_TSAN);
    }
    record->sweep_ns = 0.125 * (double)record->wanted;
    record->sweep_ops = (double)record->wanted;
    record->wall_ns = (double)record->wanted;
    if (e == LAB_ENGINE_TSAN) {
      sample_report(job, record->counts.reported, "counter-race/broken.c");
      record->findings[0].first = record->counts.first_reported;
    }
  }
  lab_run_conclude(&sample->run);
  return sample;
}

/* -- Files. -- */
static const char *path_of(unsigned i) {
  static char paths[8][64];
  snprintf(paths[i], sizeof paths[i], "%s/%u.jsonl", folder, i);
  return paths[i];
}

static void write_text(unsigned i, const char *text) {
  FILE *out = fopen(path_of(i), "w");
  assert_non_null(out);
  assert_true(fputs(text, out) >= 0);
  assert_int_equal(fclose(out), 0);
}

static void write_run(unsigned i, const struct lab_run *run) {
  char *text = sample_render(&lab_render_jsonl, run, style);
  write_text(i, text);
  free(text);
}

/* Reads files 0 to n - 1 and merges them; the JSON document of the whole, or NULL with error set. */
static char *merge(unsigned n, struct lab_error *error) {
  struct lab_part parts[8];
  struct lab_run whole;
  char *json = NULL;
  unsigned read = 0;
  *error = (struct lab_error){0};
  while (read < n && lab_part_read(&parts[read], path_of(read), error))
    read++;
  if (read == n && lab_parts_check(parts, n, error) && lab_parts_merge(parts, n, &whole, error)) {
    whole.merged = 0;
    json = sample_render(&lab_render_json, &whole, style);
    lab_run_clear(&whole);
  }
  for (unsigned p = 0; p < read; p++)
    lab_part_clear(&parts[p]);
  return json;
}

static void refuses(unsigned n, const char *text) {
  struct lab_error error;
  assert_null(merge(n, &error));
  assert_int_equal(error.code, 2);
  if (!strstr(error.text, text))
    fail_msg("\"%s\" does not say \"%s\"", error.text, text);
}

/* -- Tests. -- */
static void what_is_read_back_is_what_was_written(void **state) {
  (void)state;
  struct lab_error error;
  struct sample *sample = known_run((struct lab_shard){0, 0});
  char *before = sample_render(&lab_render_json, &sample->run, style);
  write_run(0, &sample->run);
  char *after = merge(1, &error);
  assert_non_null(after);
  assert_string_equal(after, before);
  free(before);
  free(after);
  sample_free(sample);
}

static void shards_add_up_to_the_whole(void **state) {
  (void)state;
  struct lab_error error;
  struct sample *whole = known_run((struct lab_shard){0, 0});
  whole->run.machine.round_trip_before_ns = 51.2;
  char *before = sample_render(&lab_render_json, &whole->run, style);
  for (unsigned i = 1; i <= SHARDS; i++) {
    struct sample *shard = known_run((struct lab_shard){i, SHARDS});
    write_run(SHARDS - i, &shard->run); /* in any order */
    sample_free(shard);
  }
  char *after = merge(SHARDS, &error);
  assert_non_null(after);
  assert_string_equal(after, before);
  free(before);
  free(after);
  sample_free(whole);
}

/* Writes the shards, the second of them changed. */
static void write_shards(void (*change)(struct lab_run *run)) {
  for (unsigned i = 1; i <= SHARDS; i++) {
    struct sample *shard = known_run((struct lab_shard){i, SHARDS});
    if (i == 2 && change)
      change(&shard->run);
    write_run(i - 1, &shard->run);
    shard->run.n_jobs = 2; /* all of them are freed */
    sample_free(shard);
  }
}

static void other_seed(struct lab_run *run) { run->seed = 8; }
static void other_number(struct lab_run *run) { run->shard.total = 4; }
static void other_iterations(struct lab_run *run) { run->iterations = 2000; }
static void other_command(struct lab_run *run) { run->check = false; }
static void other_threads(struct lab_run *run) { run->jobs[0].record.threads = 3; }
static void other_ops(struct lab_run *run) { run->jobs[1].record.ops = 999; }
static void other_cpus(struct lab_run *run) { run->jobs[0].record.yielding = true; }
static void no_shard(struct lab_run *run) { run->shard.total = 0; }
static void twice(struct lab_run *run) { run->shard.index = 1; }
static void interrupted(struct lab_run *run) {
  run->partial = true;
  run->interruption = "SIGTERM";
}
static void overlapping(struct lab_run *run) { run->jobs[0].record.first--; }
static void unfinished(struct lab_run *run) {
  run->jobs[0].record.counts.iterations--;
  run->jobs[0].summary.iterations--;
}
static void lacking(struct lab_run *run) { run->n_jobs = 1; }
static void other_declaration(struct lab_run *run) {
  char **expect = (char **)run->jobs[0].record.info->expect;
  free(expect[LAB_ENGINE_TSAN]);
  expect[LAB_ENGINE_TSAN] = strdup("holds");
}

static void what_is_not_one_run_is_refused(void **state) {
  (void)state;
  static const struct {
    void (*change)(struct lab_run *run);
    const char *text;
  } cases[] = {
      {other_seed, "differ in the seed"},
      {other_number, "differ in the number of shards"},
      {other_iterations, "differ in the number of iterations"},
      {other_command, "differ in the command"},
      {other_threads, "differ in the parameters of counter-race/broken on native"},
      {other_ops, "differ in the parameters of counter-race/broken on tsan"},
      {other_cpus, "one of the machines has a single CPU"},
      {other_declaration, "differ in what counter-race/broken declares"},
      {no_shard, "is a whole run, not a shard"},
      {twice, "are both shard 1 of 3"},
      {interrupted, "shard 2 of 3 was interrupted by SIGTERM; run it again"},
      {overlapping, "iterations 332 to 665 of counter-race/broken on native are not those of shard 2 of 3"},
      {unfinished, "332 of 333 iterations of counter-race/broken on native were done"},
      {lacking, "there are 667 of 1000 iterations of counter-race/broken on tsan"},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    write_shards(cases[c].change);
    refuses(SHARDS, cases[c].text);
  }
  write_shards(NULL);
  refuses(SHARDS - 1, "shard 3 of 3 is missing");
}

/* Every prefix of a file, at line ends and within lines, and every line left out. */
static void damage_is_refused(void **state) {
  (void)state;
  struct sample *sample = known_run((struct lab_shard){0, 0});
  char *text = sample_render(&lab_render_jsonl, &sample->run, style);
  const size_t length = strlen(text);
  char *copy = malloc(length + 1);
  struct lab_error error;
  for (size_t end = 0; end < length - 1; end += 1 + end % 97) {
    memcpy(copy, text, end);
    copy[end] = '\0';
    write_text(0, copy);
    assert_null(merge(1, &error));
    assert_int_equal(error.code, 2);
  }
  for (char *line = text; *line; line = strchr(line, '\n') + 1) {
    memcpy(copy, text, (size_t)(line - text));
    strcpy(copy + (line - text), strchr(line, '\n') + 1);
    write_text(0, copy);
    assert_null(merge(1, &error));
    assert_int_equal(error.code, 2);
  }
  write_text(0, "{\"record\":\"header\",\"schema\":\"lab-lines/2\",\"header\":{}}\n");
  refuses(1, "0.jsonl:1: not a header of schema lab-lines/1");
  free(copy);
  free(text);
  sample_free(sample);
}

static int make_folder(void **state) {
  (void)state;
  return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
  (void)state;
  for (unsigned i = 0; i < 8; i++)
    unlink(path_of(i));
  return rmdir(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_read_back_is_what_was_written),
      cmocka_unit_test(shards_add_up_to_the_whole),
      cmocka_unit_test(what_is_not_one_run_is_refused),
      cmocka_unit_test(damage_is_refused),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
