/* SPDX-License-Identifier: MIT */
#include "cli/run.h"

static const struct argp_option options_of_bench[] = {
    {"threads", LAB_OPTION_THREADS, "N", 0,
     "The most actors: 1, 2, 4, ... up to N, 1..256 (default 8, and 16 for timed labs)", 0},
    {"iterations", LAB_OPTION_ITERATIONS, "N", 0,
     "Iterations of each variant with each number of actors (default: 0.05 s of them, and 6 runs of timed variants)",
     0},
    {"time", LAB_OPTION_TIME, "S", 0, "Measuring time of the whole run in seconds, shared by all: 0.01..604800", 0},
    {"ops", LAB_OPTION_OPS, "N", 0,
     "Operations of each actor in an iteration: 1..1000000000 (default: what the variant says)", 0},
    {"unit", LAB_OPTION_UNIT, "MS", 0, "Timed labs: a unit of time in milliseconds, 0.1..60000 (default: the lab's)",
     0},
    {"seed", LAB_OPTION_SEED, "N", 0, "Seed of every random choice (default: random, printed)", 0},
    {"timeout", LAB_OPTION_TIMEOUT, "S", 0, "Seconds without progress after which an iteration counts as hung", 0},
    {"no-pin", LAB_OPTION_NO_PIN, NULL, 0, "Leave the placing of actors to the kernel", 0},
    {"no-tune", LAB_OPTION_NO_TUNE, NULL, 0, "Do not look for the best layout of states first", 0},
    {"format", LAB_OPTION_FORMAT, "FORMAT", 0, "table, json or csv", 0},
    {"output", LAB_OPTION_OUTPUT, "FILE", 0, "Write the results to FILE too; repeatable; - is standard output", 0},
    LAB_OPTION_OF_FILES,
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_bench = {
    .name = "bench",
    .operands = "LAB[/VARIANT]... | FILE.c... | DIR/... [-- FLAGS]",
    .summary = "Show what each fix costs, over the number of actors",
    .details =
        "Runs the fixed variants, and broken to compare them with, natively with 1, 2, 4, ... actors, and prints the "
        "time that an operation takes an actor. Of timed labs it prints how long a run takes and how many times as "
        "fast it is as sequential, so that one sees where more workers stop paying. Variants that are meant to crash "
        "or hang are left out, and so are exercises unless a variant is named.",
    .options = options_of_bench,
    .takes_files = true,
    .kinds = 1u << LAB_OUTPUT_TABLE | 1u << LAB_OUTPUT_JSON | 1u << LAB_OUTPUT_CSV,
    .least = 1,
    .most = LAB_OPERANDS_MAX,
    .run = lab_cli_run,
};
