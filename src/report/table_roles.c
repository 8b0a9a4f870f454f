/* SPDX-License-Identifier: MIT */
/*
 * What an operation costs each kind of actor, where the actors of a lab differ: a lock may be cheap for its readers and
 * dear for its writers.
 */
#include "report/number.h"
#include "report/table.h"

#include <string.h>

/* The first role of this name; roles of one name are one kind of actor. */
static unsigned first_of(const struct lab_info *info, unsigned role) {
  for (unsigned r = 0; r < role; r++)
    if (strcmp(info->roles[r], info->roles[role]) == 0)
      return r;
  return role;
}

/* Whether the actors of both have the same names in the same order. */
static bool same_roles(const struct lab_info *a, const struct lab_info *b) {
  bool same = a->n_roles == b->n_roles;
  for (unsigned r = 0; same && r < a->n_roles; r++)
    same = strcmp(a->roles[r], b->roles[r]) == 0;
  return same;
}

/* Whether times by role say something: actors differ, and the lab is not about what a few of them observe. */
static bool has_roles(const struct lab_info *info) {
  bool differ = false;
  for (unsigned r = 1; r < info->n_roles; r++)
    differ |= first_of(info, r) == r;
  return differ && info->n_outcomes == 0;
}

static void add_row(struct lab_grid *grid, const struct lab_line *line, const int *columns) {
  const struct lab_job_result *job = lab_line_main(line);
  struct lab_role_time times[LAB_ROLES_MAX] = {{0, 0}};
  char text[LAB_NUMBER];
  for (unsigned r = 0; r < line->info->n_roles && r < LAB_ROLES_MAX; r++) {
    struct lab_role_time *time = &times[first_of(line->info, r)];
    time->ns += job->record.role_times[r].ns;
    time->ops += job->record.role_times[r].ops;
  }
  struct lab_row *row = lab_grid_row(grid, LAB_ROW_CELLS, LAB_PAINT_NONE);
  lab_cell_set(row, 0, LAB_PAINT_NONE, "%.60s", lab_text_clean(text, sizeof text, line->info->variant, true));
  for (unsigned r = 0; r < LAB_ROLES_MAX; r++)
    if (times[r].ops > 0)
      lab_cell_set(row, columns[r], LAB_PAINT_NONE, "%s", lab_number_three(text, times[r].ns / times[r].ops));
}

bool lab_table_roles(const struct lab_section *section, const struct lab_style *style, FILE *out) {
  const struct lab_info *info = section->lines[0].info;
  struct lab_grid grid = {0};
  int columns[LAB_ROLES_MAX];
  if (!has_roles(info))
    return false;
  lab_grid_column(&grid, NULL, "variant", false, 2);
  for (unsigned r = 0; r < LAB_ROLES_MAX; r++)
    columns[r] = r < info->n_roles && first_of(info, r) == r
                     ? lab_grid_column(&grid, "ns per operation, by role", info->roles[r], true, 2)
                     : -1;
  for (size_t l = 0; l < section->n_lines; l++)
    if (same_roles(info, section->lines[l].info) && lab_line_main(&section->lines[l])->summary.ns_per_op > 0)
      add_row(&grid, &section->lines[l], columns);
  const bool any = grid.n_rows > 0;
  if (any)
    lab_grid_draw(&grid, out, style);
  lab_grid_clear(&grid);
  return any;
}
