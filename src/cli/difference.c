/* SPDX-License-Identifier: MIT */
#include "cli/difference.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool lab_difference_make(struct lab_difference *difference, const char *const *a, size_t n, const char *const *b,
                         size_t m) {
  *difference = (struct lab_difference){0};
  if (n > LAB_DIFFERENCE_LINES_MAX || m > LAB_DIFFERENCE_LINES_MAX)
    return false;
  const size_t width = m + 1;
  uint16_t *common = calloc((n + 1) * width, sizeof *common); /* [i][j]: of the lines from i and from j on */
  difference->edits = calloc(n + m + 1, sizeof *difference->edits);
  if (!common || !difference->edits) {
    free(common);
    lab_difference_clear(difference);
    return false;
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t j = m; j-- > 0;) {
      const uint16_t down = common[(i + 1) * width + j], right = common[i * width + j + 1];
      const bool same = strcmp(a[i], b[j]) == 0;
      common[i * width + j] = same ? (uint16_t)(common[(i + 1) * width + j + 1] + 1) : (down > right ? down : right);
    }
  }
  for (size_t i = 0, j = 0; i < n || j < m;) {
    struct lab_edit *edit = &difference->edits[difference->count++];
    *edit = (struct lab_edit){.a = i, .b = j};
    const bool keep = i < n && j < m && strcmp(a[i], b[j]) == 0;
    const bool remove = i < n && (j == m || common[(i + 1) * width + j] >= common[i * width + j + 1]);
    edit->kind = keep ? LAB_EDIT_KEEP : remove ? LAB_EDIT_DELETE : LAB_EDIT_INSERT;
    i += edit->kind != LAB_EDIT_INSERT;
    j += edit->kind != LAB_EDIT_DELETE;
    difference->changed += edit->kind != LAB_EDIT_KEEP;
  }
  free(common);
  return true;
}

void lab_difference_clear(struct lab_difference *difference) {
  free(difference->edits);
  *difference = (struct lab_difference){0};
}
