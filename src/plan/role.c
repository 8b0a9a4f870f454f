/* SPDX-License-Identifier: MIT */
#include "plan/describe.h"
#include <string.h>

/* Does an outcome of this name, among those that the variant lists, count as right? */
static bool is_acceptable(const struct lab_info *info, const char *word, size_t length) {
  for (unsigned o = 0; o < info->n_outcomes; o++)
    if (strlen(info->outcomes[o].id) == length && strncmp(info->outcomes[o].id, word, length) == 0)
      return info->outcomes[o].grade == LAB_ACCEPTABLE;
  return length == strlen(LAB_HOLDS) && strncmp(word, LAB_HOLDS, length) == 0;
}

static bool expects_bug(const struct lab_info *info, const char *words) {
  for (const char *from = words; from;) {
    const size_t length = strcspn(from, "|");
    if (!is_acceptable(info, from, length))
      return true;
    from = from[length] ? from + length + 1 : NULL;
  }
  return false;
}

/* What the declarations say: broken where one expects a bug, fixed where all expect none, else an exercise. */
static enum lab_role declared_role(const struct lab_info *info) {
  bool any = false, bug = false;
  for (int e = 0; e < LAB_ENGINES; e++) {
    any |= info->expect[e] != NULL;
    bug |= expects_bug(info, info->expect[e]);
  }
  return bug ? LAB_ROLE_BROKEN : any ? LAB_ROLE_FIXED : LAB_ROLE_EXERCISE;
}

bool lab_role_find(struct lab_info *info) {
  const char *variant = info->variant;
  if (strcmp(variant, "broken") == 0 || strncmp(variant, "broken-", 7) == 0)
    info->role = LAB_ROLE_BROKEN;
  else if (strncmp(variant, "fixed-", 6) == 0)
    info->role = LAB_ROLE_FIXED;
  else if (strcmp(variant, "exercise") == 0)
    info->role = LAB_ROLE_EXERCISE;
  else if (info->kind == LAB_TIMED)
    info->role = LAB_ROLE_WAY;
  else {
    info->role = declared_role(info);
    return false;
  }
  return true;
}
