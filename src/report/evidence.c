/* SPDX-License-Identifier: MIT */
#include "report/evidence.h"
#include "stats/verdict.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *lab_evidence_type(const struct lab_job_result *job) {
  const struct lab_record *record = &job->record;
  for (int i = 0; i < LAB_INCIDENTS; i++)
    if (record->incidents[i])
      return lab_incident_name((enum lab_incident)i);
  if (record->n_findings)
    return record->findings[0].kind;
  for (unsigned t = 0; t < job->summary.n_tallies; t++)
    if (job->summary.tallies[t].total)
      return lab_tally_name(job->summary.tallies[t].tally);
  return "not-as-declared";
}

const char *lab_evidence_reason(const struct lab_job_result *job) {
  const char *reason = job->record.ran ? job->summary.reason : job->record.refused;
  return *reason ? reason : lab_verdict_name(job->summary.verdict);
}

bool lab_evidence_contradicts(const struct lab_job_result *job, const struct lab_finding *finding) {
  const struct lab_info *info = job->record.info;
  const char *declared = info->expect[job->record.engine];
  return declared && info->role != LAB_ROLE_EXERCISE && !lab_words_have(declared, finding->kind);
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

/* The folder that the lab's folder is in, or false where that is not known. */
static bool folder_of_labs(char *to, size_t size, const struct lab_info *info) {
  char real[PATH_MAX];
  if (!info->source)
    return false;
  snprintf(to, size, "%s", realpath(info->source, real) ? real : info->source);
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(to, '/');
    if (!slash)
      return false;
    *slash = '\0';
  }
  return true;
}

char *lab_evidence_path(char *to, size_t size, const struct lab_info *info, const char *file) {
  char labs[PATH_MAX], path[2 * PATH_MAX];
  snprintf(to, size, "%s%s", file ? file : info->name, file ? "" : ".c");
  if (!folder_of_labs(labs, sizeof labs, info))
    return to;
  snprintf(path, sizeof path, "%s/%s", labs, file ? file : to);
  /* Where the source is known by a relative path it comes from the results of another machine: it need not exist. */
  if (*labs == '/' && access(path, F_OK) != 0)
    return to;
  snprintf(to, size, "%s", below(path, repository()));
  return to;
}
