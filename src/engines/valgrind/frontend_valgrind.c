/* SPDX-License-Identifier: MIT */
#include "engines/valgrind/frontend_valgrind.h"
#include "plan/program.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *find_valgrind(void) {
  static const char *const names[] = {"valgrind", NULL};
  return lab_program_find(names);
}

bool lab_valgrind_ready(const char *hosts, char *why, size_t why_size) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", hosts, lab_engine_facts(LAB_ENGINE_HELGRIND)->host);
  if (!find_valgrind())
    snprintf(why, why_size, "valgrind is not installed: apt-get install valgrind");
  else if (access(path, X_OK) != 0)
    snprintf(why, why_size,
             "built without valgrind's headers: apt-get install valgrind, cmake --preset default, build");
  else
    return true;
  return false;
}

/*
 * Every tool: no files in /tmp for a debugger; threads take turns, since one that spins would keep the others from what
 * it waits for; reports without end; what a lab forks is silent, since two processes cannot write one document.
 * What was freed counts as written, so that a use after free is a race.  helgrind: thread stacks are not used again,
 * which would look like sharing them.
 */
size_t lab_valgrind_command(const char *tool, int descriptor, const char *words[LAB_VALGRIND_WORDS]) {
  static char path[4096], tool_word[32], descriptor_word[32];
  const char *found = find_valgrind();
  size_t n = 0;
  snprintf(path, sizeof path, "%s", found ? found : "valgrind");
  snprintf(tool_word, sizeof tool_word, "--tool=%s", tool);
  snprintf(descriptor_word, sizeof descriptor_word, "--xml-fd=%d", descriptor);
  words[n++] = path;
  words[n++] = tool_word;
  words[n++] = "--quiet";
  words[n++] = "--vgdb=no";
  words[n++] = "--fair-sched=try";
  words[n++] = "--error-limit=no";
  words[n++] = "--child-silent-after-fork=yes";
  words[n++] = "--free-is-write=yes";
  if (strcmp(tool, "helgrind") == 0)
    words[n++] = "--sim-hints=no-nptl-pthread-stackcache";
  words[n++] = "--xml=yes";
  words[n++] = descriptor_word;
  return n;
}
