/* SPDX-License-Identifier: MIT */
#include "report/sarif.h"

#include <string.h>

static const struct rule {
  const char *id, *name, *text, *help;
} rules[] = {
    {"data-race", "Data race", "Two actors access the same memory at the same time, and one of them writes.",
     "Protect both accesses with the same lock, or make both atomic. In C a program with a data race has no meaning, "
     "whatever it does on this machine."},
    {"lock-order-inversion", "Lock order inversion",
     "Two actors take the same locks in different orders, so each can end up waiting for the other.",
     "Take locks that are held together in one order everywhere."},
    {"heap-use-after-free", "Use after free", "An actor accesses memory that another one has freed.",
     "Free it only when nobody can reach it any more: join first, count references, or use epochs or hazard "
     "pointers."},
    {"lost", "Lost update", "An operation was performed and is missing from the result.",
     "Make reading and writing one step: a lock around both, or one atomic operation."},
    {"duplicated", "Duplicated operation", "An operation or item counts more than once.",
     "Let exactly one actor take each item: a lock, or an atomic exchange."},
    {"crossed", "Crossed result", "An actor got what was meant for another.",
     "Give each actor its own, or protect what they share while it is in use."},
    {"torn", "Torn value", "Words that belong together come from different writes.",
     "Read and write them together: a lock, one atomic word, or a sequence lock."},
    {"stale", "Stale value", "An old value was seen after the news of the new one.",
     "Publish with a release store and read with an acquire load."},
    {"overdrawn", "Stale check", "A check no longer held when it was acted on.",
     "Check and act in one step: under one lock, or with compare-and-swap."},
    {"over-admitted", "Too many admitted", "More actors were inside than there is room for.",
     "Count and enter in one step: a semaphore, or a counter under a lock."},
    {"out-of-order", "Out of order", "The right items came in the wrong order.",
     "Order them explicitly; that one began first says nothing of which ends first."},
    {"crash", "Crash", "An iteration ended with a signal.", "The record of the run names the signal and the actor."},
    {"exit", "Unexpected exit", "The program ended by itself in the middle of an iteration.",
     "An actor does one operation and returns."},
    {"hang", "Hang", "An iteration made no progress until the time-out.", "Run it with `lab explore` to see why."},
    {"deadlock", "Deadlock", "Every actor that is not done waits for ever.",
     "Run it with `lab explore`: it shows who waits for whom."},
    {"corrupt", "Memory written over", "The program wrote over memory that is not its own.",
     "Compile it with AddressSanitizer to find where."},
    {"output-flood", "Too much output", "The program printed more than the limit.", "A variant prints nothing."},
    {"not-as-declared", "Not as declared", "What was seen is not what the file declares for this engine.",
     "Correct the program, or the .expect of its LAB_VARIANT table."},
};

static const struct rule *find(const char *id) {
  for (size_t r = 0; r < sizeof rules / sizeof *rules; r++)
    if (strcmp(rules[r].id, id) == 0)
      return &rules[r];
  return NULL;
}

json_t *lab_sarif_rule(const char *id) {
  const struct rule *rule = find(id);
  const char *name = rule ? rule->name : id, *text = rule ? rule->text : "Reported by the engine.";
  const char *help = rule ? rule->help : "See the documentation of the sanitizer that reported it.";
  return json_pack("{s:o, s:{s:o}, s:{s:o}, s:{s:o}, s:{s:s}, s:{s:[s, s], s:s, s:s}}", "id", lab_json_text(id),
                   "shortDescription", "text", lab_json_text(name), "fullDescription", "text", lab_json_text(text),
                   "help", "text", lab_json_text(help), "defaultConfiguration", "level", "error", "properties", "tags",
                   "concurrency", "correctness", "precision", "very-high", "problem.severity", "error");
}
