/* SPDX-License-Identifier: MIT */
#include "cli/run.h"

static const struct argp_option options_of_check[] = {
    LAB_OPTIONS_MEASURING("Iterations of each variant on each engine: 1..1000000000000 (default 200, natively 4000 "
                          "where an iteration has few operations)"),
    LAB_OPTIONS_COMMON,
};

const struct lab_verb lab_verb_check = {
    .name = "check",
    .operands = "[LAB[/VARIANT]... | FILE.c... | DIR/... [-- FLAGS]]",
    .summary = "Hold every variant on every engine against what its file declares, for CI",
    .details =
        "Runs all labs, or those named, prints one line for each variant and engine and a summary. A bug that is "
        "declared and shows is a success; one that does not show is luck, and a failure with --require-repro "
        "alone; anything that is not declared is a failure. Exercises are run and never held against "
        "anybody.\n\n" LAB_DETAILS_OF_FILES,
    .options = options_of_check,
    .takes_files = true,
    .kinds = LAB_RUN_KINDS,
    .least = 0,
    .most = LAB_OPERANDS_MAX,
    .run = lab_cli_run,
};
