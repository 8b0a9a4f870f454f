/* SPDX-License-Identifier: MIT */
#include "report/evidence.h"
#include "stats/exploration.h"
#include "stats/verdict.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first thing seen that the declarations leave no room for, else the first that is not harmless. */
const char *lab_evidence_type(const struct lab_job_result *job) {
  struct lab_sightings seen;
  const char *any = NULL;
  lab_sightings_collect(&seen, &job->record);
  for (unsigned i = 0; i < seen.count; i++) {
    const struct lab_sighting *s = &seen.list[i];
    if (s->word && !s->allowed)
      return s->word;
    any = any || s->harmless ? any : s->word;
  }
  return any ? any : "not-as-declared";
}

const char *lab_evidence_reason(const struct lab_job_result *job) {
  const char *reason = job->record.ran ? job->summary.reason : job->record.refused;
  return *reason ? reason : lab_verdict_name(job->summary.verdict);
}

bool lab_evidence_contradicts(const struct lab_job_result *job, const struct lab_finding *finding) {
  struct lab_sightings seen;
  lab_sightings_collect(&seen, &job->record);
  for (unsigned i = 0; i < seen.count && job->summary.verdict != LAB_UNDECLARED; i++)
    if (seen.list[i].kind == LAB_SAW_REPORT && strcmp(seen.list[i].word, finding->kind) == 0)
      return !seen.list[i].allowed;
  return false;
}

#define OPS_TRIED 8ul /* lab explore finds out by itself which of these a schedule is for */

char *lab_evidence_replay_command(char *to, size_t size, const struct lab_job_result *job) {
  const struct lab_info *info = job->record.info;
  const struct lab_exploration *found = job->record.exploration;
  const unsigned long many = found->sizes[found->n_sizes - 1].ops;
  char ops[40] = "";
  if (many > OPS_TRIED)
    snprintf(ops, sizeof ops, " --ops %lu", many);
  snprintf(to, size, "lab explore %s%s%s%s", info->given ? info->given : info->name, ops,
           found->token ? " --schedule " : "", found->token ? found->token : "");
  return to;
}

char *lab_evidence_replay(char *to, size_t size, const struct lab_job_result *job) {
  const struct lab_exploration *found = job->record.exploration;
  *to = '\0';
  if (!found || !found->failed || !found->token)
    return to;
  if (found->sentence)
    snprintf(to, size, "%s; to see it: ", found->sentence);
  const size_t used = strlen(to);
  lab_evidence_replay_command(to + used, size - used, job);
  return to;
}

/* The nearest directory upwards that has a .git, or the current one; "" where there is none at all. */
static const char *repository(void) {
  static char root[PATH_MAX];
  static bool known;
  char at[PATH_MAX], probe[PATH_MAX + 8];
  if (known)
    return root;
  known = true;
  if (!getcwd(root, sizeof root))
    return strcpy(root, "");
  for (strcpy(at, root); *at; *strrchr(at, '/') = '\0') {
    snprintf(probe, sizeof probe, "%s/.git", at);
    if (access(probe, F_OK) == 0)
      return strcpy(root, at);
  }
  return root;
}

static const char *below(const char *path, const char *root) {
  const size_t length = strlen(root);
  return length > 0 && strncmp(path, root, length) == 0 && path[length] == '/' ? path + length + 1 : path;
}

/* Where the variant's own file is, links followed; false where that is not known. */
static bool own_path(char *to, size_t size, const struct lab_info *info) {
  char real[PATH_MAX];
  if (info->source)
    snprintf(to, size, "%s", realpath(info->source, real) ? real : info->source);
  return info->source != NULL;
}

/* From labs/<lab>/<variant>.c to labs. */
static bool go_up(char *path) {
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(path, '/');
    if (!slash)
      return false;
    *slash = '\0';
  }
  return true;
}

/* Where the code is that a file given by path calls: its tree has a link to it. */
static bool called_path(char to[PATH_MAX], const struct lab_info *info, const char *file) {
  char link[2 * PATH_MAX];
  if (!info->given || !file)
    return false;
  snprintf(link, sizeof link, "%s/../../share/lab/labs/%s", info->hosts, file);
  return realpath(link, to) != NULL;
}

char *lab_evidence_path(char *to, size_t size, const struct lab_info *info, const char *file) {
  char path[PATH_MAX], other[2 * PATH_MAX], own[PATH_MAX];
  snprintf(own, sizeof own, "%s.c", info->name);
  snprintf(to, size, "%s", file ? file : own);
  if (called_path(path, info, file)) {
    snprintf(to, size, "%s", below(path, repository()));
    return to;
  }
  if (!own_path(path, sizeof path, info))
    return to;
  const bool is_own = !file || strcmp(file, own) == 0;
  if (!is_own && !go_up(path))
    return to;
  snprintf(other, sizeof other, "%s%s%s", path, is_own ? "" : "/", is_own ? "" : file);
  /* Where the source is known by a relative path it comes from the results of another machine: it need not exist. */
  if (*path == '/' && access(other, F_OK) != 0)
    return to;
  snprintf(to, size, "%s", below(other, repository()));
  return to;
}
