/* SPDX-License-Identifier: MIT */
#include "cli/run.h"
#include "cli/files.h"
#include "cli/terminal.h"
#include "plan/plan.h"
#include "supervise/supervise.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define RUN_ITERATIONS 1000

static const struct argp_option options_of_run[] = {
    LAB_OPTIONS_MEASURING("Iterations of each variant on each engine: 1..1000000000000 (default 1000)"),
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_run = {
    .name = "run",
    .operands = "LAB[/VARIANT]... | FILE.c... | DIR/... [-- FLAGS]",
    .summary = "Run variants on the engines and show what was lost, what the sanitizer saw and what a fix costs",
    .details = "Runs each variant natively and under ThreadSanitizer, in host processes of their own, explores its "
               "interleavings for about a second, and prints one table, broken and fixed side by side. LAB and VARIANT "
               "may contain the wildcards *, ? and []; \"all\" "
               "is every variant of every lab.\n\n" LAB_DETAILS_OF_FILES "\n\n"
               "With --time and no --iterations, each variant runs for its share of that time; with both, whichever "
               "ends first.\n\n"
               "A --format that stands before an --output is that file's; otherwise it is that of standard output. A "
               "file without one goes by its extension: .txt, .json, .jsonl, .csv, .xml (JUnit), .sarif, .tap or .svg.",
    .options = options_of_run,
    .takes_files = true,
    .kinds = LAB_RUN_KINDS,
    .least = 1,
    .most = LAB_OPERANDS_MAX,
    .run = lab_cli_run,
};

static bool draw_seed(uint64_t *seed, struct lab_error *error) {
  if (getrandom(seed, sizeof *seed, 0) != sizeof *seed)
    return lab_fail(error, LAB_EXIT_SYSTEM, "cannot draw a seed: %s", strerror(errno));
  *seed %= 1000000000; /* short enough to be typed */
  return true;
}

static bool execute(const struct lab_plan *plan, const struct lab_catalog *catalog, const struct lab_options *options,
                    struct lab_run *run, struct lab_error *error) {
  struct lab_progress_line line;
  lab_progress_start(&line, options->quiet);
  const struct lab_progress progress = {.update = lab_progress_update, .context = &line};
  const bool good = lab_execute(plan, catalog, &progress, run, error);
  lab_progress_end(&line);
  return good;
}

/* Runs the plan and writes its results; returns the exit code unless error is set. */
static int run_plan(const struct lab_plan *plan, const struct lab_catalog *catalog, const struct lab_options *options,
                    struct lab_error *error) {
  if (!lab_targets_check(&options->targets, error) || !lab_janitor_start(error))
    return error->code;
  char *command = lab_options_repeat(options, plan->request.seed);
  struct lab_run run = {.command = command ? command : "lab",
                        .check = options->verb == &lab_verb_check,
                        .bench = options->verb == &lab_verb_bench,
                        .compare = options->verb == &lab_verb_compare,
                        .seed = plan->request.seed,
                        .iterations = plan->request.iterations,
                        .seconds = plan->request.seconds,
                        .timeout = plan->request.timeout,
                        .started = time(NULL),
                        .require_repro = plan->request.require_repro,
                        .shard = options->shard,
                        .whole = plan->whole};
  int code = LAB_EXIT_SYSTEM;
  if (execute(plan, catalog, options, &run, error)) {
    const struct lab_style style = lab_style_of(options);
    code = lab_run_exit_code(&run);
    lab_targets_write(&options->targets, &run, &style, error);
    lab_cli_github(&run, error);
  }
  lab_run_clear(&run);
  free(command);
  return code;
}

/* Runs what the request means, files that it names having been built. */
static int run_request(const struct lab_request *request, const struct lab_files *files,
                       const struct lab_options *options, struct lab_error *error) {
  struct lab_catalog catalog;
  if (!lab_cli_catalog(&catalog, options, error))
    return error->code;
  lab_files_name(files, &catalog);
  struct lab_plan plan;
  int code = 0;
  const bool made = options->verb == &lab_verb_bench ? lab_plan_sweep(&plan, &catalog, request, error)
                                                     : lab_plan_make(&plan, &catalog, request, error);
  if (made && options->verb == &lab_verb_compare)
    lab_compare_limit(&plan);
  if (made && lab_shard_plan(&plan, &options->shard, error))
    code = run_plan(&plan, &catalog, options, error);
  if (made)
    lab_plan_clear(&plan);
  lab_catalog_free(&catalog);
  return code;
}

int lab_cli_run(const struct lab_options *options, struct lab_error *error) {
  static char *everything[] = {"all"};
  struct lab_request request = options->request;
  struct lab_files files;
  if (request.n_patterns == 0) {
    request.patterns = everything;
    request.n_patterns = 1;
  }
  request.few = options->verb == &lab_verb_check;
  request.by_default = request.iterations == 0 && request.seconds <= 0;
  const bool bench = options->verb == &lab_verb_bench;
  if (request.by_default && !bench)
    request.iterations = options->verb == &lab_verb_check     ? LAB_CHECK_ITERATIONS
                         : options->verb == &lab_verb_compare ? LAB_COMPARE_ITERATIONS
                                                              : RUN_ITERATIONS;
  if (!lab_cli_shard(options, error))
    return error->code;
  if (!options->seeded && !draw_seed(&request.seed, error))
    return error->code;
  request.engines[LAB_ENGINE_NATIVE] |= bench;
  if (options->verb == &lab_verb_compare)
    lab_compare_request(&request);
  const int code =
      lab_files_use(&files, &request, options, error) ? run_request(&request, &files, options, error) : error->code;
  lab_files_close(&files);
  return code;
}
