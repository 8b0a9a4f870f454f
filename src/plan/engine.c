/* SPDX-License-Identifier: MIT */
#include "plan/engine.h"

static const struct lab_engine_facts engines[LAB_ENGINES] = {
    [LAB_ENGINE_NATIVE] = {.name = "native",
                           .host = "lab-native",
                           .summary = "as compiled for use, on the machine's own CPUs",
                           .limits = "that a bug is absent. What did not happen here may happen elsewhere.",
                           .standard = true,
                           .iterates = true},
    [LAB_ENGINE_TSAN] = {.name = "tsan",
                         .host = "lab-tsan",
                         .summary = "under ThreadSanitizer",
                         .limits = "races in code that did not run, between processes, or that are no data race "
                                   "(atomics).",
                         .standard = true,
                         .iterates = true,
                         .detector = "ThreadSanitizer"},
    [LAB_ENGINE_EXPLORE] = {.name = "explore",
                            .host = "lab-explore",
                            .summary = "every interleaving of a few operations",
                            .limits = "more actors or operations than it was given, weaker memory than x86, inside "
                                      "libraries.",
                            .standard = true},
    [LAB_ENGINE_ASAN] = {.name = "asan",
                         .host = "lab-asan",
                         .summary = "under AddressSanitizer and UndefinedBehaviorSanitizer",
                         .limits = "a race that does no harm to memory, or whose harm did not happen here; block "
                                   "reuse, since what is freed is kept back.",
                         .iterates = true,
                         .detector = "AddressSanitizer"},
    [LAB_ENGINE_HELGRIND] = {.name = "helgrind",
                             .host = "lab-valgrind",
                             .summary = "under valgrind's helgrind",
                             .limits = "that atomics order anything: it knows locks, condition variables, creating and "
                                       "joining, and reports what is ordered otherwise.",
                             .iterates = true,
                             .detector = "helgrind",
                             .valgrind = "helgrind"},
    [LAB_ENGINE_DRD] = {.name = "drd",
                        .host = "lab-valgrind",
                        .summary = "under valgrind's DRD",
                        .limits = "that atomics order anything; lock orders; the other access of a race.",
                        .iterates = true,
                        .detector = "DRD",
                        .valgrind = "drd"},
};

const struct lab_engine_facts *lab_engine_facts(enum lab_engine engine) { return &engines[engine]; }

const char *lab_engine_name(enum lab_engine engine) { return engines[engine].name; }
