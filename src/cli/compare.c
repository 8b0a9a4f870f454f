/* SPDX-License-Identifier: MIT */
#include "cli/run.h"
#include "stats/detection.h"

#define SECONDS_EACH 1.0 /* measuring time of a variant on an engine, where nobody gives one */

static const struct argp_option options_of_compare[] = {
    {"engine", LAB_OPTION_ENGINE, "ENGINE", 0,
     "A detector: tsan, asan, helgrind, drd or explore; repeatable, or separated by commas (default: all)", 0},
    {"iterations", LAB_OPTION_ITERATIONS, "N", 0,
     "Iterations of each variant under each detector (default 100, or as many as there is time for)", 0},
    {"time", LAB_OPTION_TIME, "S", 0,
     "Measuring time of the whole run in seconds, shared by all: 0.01..604800 (default: a second for each variant "
     "under each detector)",
     0},
    {"threads", LAB_OPTION_THREADS, "N", 0, "Actors: 1..256 (default: what the variant says)", 0},
    {"ops", LAB_OPTION_OPS, "N", 0,
     "Operations of each actor in an iteration: 1..1000000000 (default: what the variant says)", 0},
    {"seed", LAB_OPTION_SEED, "N", 0, "Seed of every random choice (default: random, printed)", 0},
    {"timeout", LAB_OPTION_TIMEOUT, "S", 0, "Seconds without progress after which an iteration counts as hung", 0},
    {"format", LAB_OPTION_FORMAT, "FORMAT", 0, "table, json or csv", 0},
    {"output", LAB_OPTION_OUTPUT, "FILE", 0, "Write the results to FILE too; repeatable; - is standard output", 0},
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_compare = {
    .name = "compare-detectors",
    .operands = "LAB[/VARIANT]...",
    .summary = "Show what each detector reports, misses or reports falsely, and what it costs",
    .details =
        "Runs each variant under ThreadSanitizer, AddressSanitizer with UndefinedBehaviorSanitizer, valgrind's "
        "helgrind "
        "and DRD, and the explorer, and natively to compare the time; \"all\" is every variant of every lab.\n\n"
        "On a broken variant a report counts as detection, and silence as missed, also where the bug is of a kind that "
        "the detector does not look for. On a fixed variant a report is false unless the file declares its kind. "
        "Exercises are not judged. Whether a report is of the bug that the lab is about is not looked at: lab run "
        "--engine shows its lines.\n\n"
        "Detectors that cannot run here are named, with what to install. Exit code 0, or 77 where nothing could run.",
    .options = options_of_compare,
    .kinds = 1u << LAB_OUTPUT_TABLE | 1u << LAB_OUTPUT_JSON | 1u << LAB_OUTPUT_CSV,
    .least = 1,
    .most = LAB_OPERANDS_MAX,
    .run = lab_cli_run,
};

void lab_compare_request(struct lab_request *request) {
  bool any = false;
  for (int e = 0; e < LAB_ENGINES; e++)
    any |= request->engines[e];
  for (int e = 0; e < LAB_ENGINES && !any; e++)
    request->engines[e] = lab_engine_detects((enum lab_engine)e);
  request->engines[LAB_ENGINE_NATIVE] = true; /* what the cost is compared with */
  request->few = true;
}

void lab_compare_limit(struct lab_plan *plan) {
  if (plan->request.by_default)
    plan->request.seconds = SECONDS_EACH * (double)plan->n_jobs;
}
