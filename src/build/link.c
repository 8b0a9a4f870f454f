/* SPDX-License-Identifier: MIT */
#include "build/batch.h"
#include "build/toolchain.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_linked(const struct lab_build_source *source) { return !source->left_out; }

static bool is_unit(const struct lab_build_source *source) { return is_linked(source) && source->object.variant; }

bool lab_build_belongs(const struct lab_build_source *source, const struct lab_build_source *variant) {
  return source == variant ||
         (is_linked(source) && !source->object.variant && (source->for_all || strcmp(source->lab, variant->lab) == 0));
}

static size_t count_units(const struct lab_build *build) {
  size_t n = 0;
  for (size_t s = 0; s < build->n_sources; s++)
    n += is_unit(&build->sources[s]);
  return n;
}

static const char *unit_path(const struct lab_build *build, const char *host, size_t source) {
  static char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/objects/%s-unit-%zu.o", build->tree, host, source);
  return path;
}

/* -- Several variants: each becomes one object with the code that it calls, and none of its names is seen outside, so
 * that two versions of the same program can stand side by side. -- */

static void add_merge(struct lab_batch *batch, const char *host, size_t unit, const char *what) {
  const struct lab_build *build = batch->build;
  struct lab_argv *command = lab_batch_next(batch, host, what);
  lab_argv_add(command, lab_toolchain_clang());
  lab_argv_add(command, "-r");
  lab_argv_add(command, "-nostdlib");
  lab_argv_add(command, "-o");
  lab_argv_add(command, unit_path(build, host, unit));
  for (size_t s = 0; s < build->n_sources; s++)
    if (lab_build_belongs(&build->sources[s], &build->sources[unit]))
      lab_argv_add(command, lab_build_object(build, host, s));
}

static void add_hide(struct lab_batch *batch, const char *host, size_t unit, const char *what) {
  struct lab_argv *command = lab_batch_next(batch, host, what);
  lab_argv_add(command, "objcopy");
  lab_argv_add(command, "--keep-global-symbol=lab_none");
  lab_argv_add(command, unit_path(batch->build, host, unit));
}

/* One of the two for every variant and host. */
static bool run_on_units(const struct lab_build *build, const char *const *hosts, size_t n_hosts,
                         void (*add)(struct lab_batch *, const char *, size_t, const char *), struct lab_error *error) {
  struct lab_batch batch;
  const char **names = calloc(build->n_sources + 1, sizeof *names);
  bool good = (lab_batch_open(&batch, build, count_units(build), n_hosts, error) && names) ||
              lab_fail(error, 3, "out of memory");
  for (size_t h = 0; h < n_hosts && good; h++)
    for (size_t s = 0, n = 0; s < build->n_sources; s++) {
      char what[32];
      if (!is_unit(&build->sources[s]))
        continue;
      names[n++] = build->sources[s].path;
      snprintf(what, sizeof what, "unit-%zu", s);
      add(&batch, hosts[h], s, what);
    }
  good = good && lab_batch_run(&batch, names, "does not link", error);
  lab_batch_clear(&batch);
  free(names);
  return good;
}

/* -- The executables. -- */

static void add_link(struct lab_batch *batch, const char *host, const char *executable, const char *last) {
  const struct lab_build *build = batch->build;
  const bool units = count_units(build) > 1;
  struct lab_argv *command = lab_batch_next(batch, host, "link");
  lab_argv_add(command, lab_toolchain_clang());
  lab_argv_add(command, "-o");
  lab_argv_add(command, executable);
  for (size_t s = 0; s < build->n_sources; s++) {
    if (units && is_unit(&build->sources[s]))
      lab_argv_add(command, unit_path(build, host, s));
    else if (!units && is_linked(&build->sources[s]))
      lab_argv_add(command, lab_build_object(build, host, s));
  }
  lab_toolchain_link(command, host);
  for (size_t s = 0; s < build->n_sources; s++)
    lab_build_flags(command, build->sources[s].flags, build->sources[s].n_flags, true);
  lab_build_flags(command, build->flags, build->n_flags, true);
  lab_argv_add(command, "-lm"); /* what needs it says so only at the end */
  lab_argv_add(command, last);
}

/* Some machines forbid programs in the folder of temporary files. */
static bool check_starts(const char *executable, struct lab_error *error) {
  return access(executable, X_OK) == 0 ||
         lab_fail(error, 77, "no program can be started from %s: %s; TMPDIR names another folder", executable,
                  strerror(errno));
}

bool lab_build_link(const struct lab_build *build, const char *const *hosts, size_t n_hosts, struct lab_error *error) {
  struct lab_batch batch;
  const char *names[] = {"what was compiled"};
  if (!lab_build_hosts(hosts, n_hosts, error) || !lab_build_directory(build, "libexec", error) ||
      !lab_build_directory(build, "libexec/lab", error))
    return false;
  if (count_units(build) > 1 &&
      (!run_on_units(build, hosts, n_hosts, add_merge, error) || !run_on_units(build, hosts, n_hosts, add_hide, error)))
    return false;
  char executable[PATH_MAX + 64] = "";
  bool good = lab_batch_open(&batch, build, 1, n_hosts, error);
  for (size_t h = 0; h < n_hosts && good; h++) {
    snprintf(executable, sizeof executable, "%s/libexec/lab/lab-%s", build->tree, hosts[h]);
    add_link(&batch, hosts[h], executable, NULL);
  }
  good = good && lab_batch_run(&batch, names, "does not link", error) && check_starts(executable, error);
  lab_batch_clear(&batch);
  return good;
}

bool lab_build_link_program(const struct lab_build *build, const char *executable, struct lab_error *error) {
  struct lab_batch batch;
  const char *names[] = {"the program"}, *const host = "explore";
  bool good = lab_build_hosts(&host, 1, error) && lab_batch_open(&batch, build, 1, 1, error);
  if (!good)
    return false;
  add_link(&batch, host, executable, "-Wl,--unresolved-symbols=report-all");
  good = lab_batch_run(&batch, names, "does not link", error) && check_starts(executable, error);
  lab_batch_clear(&batch);
  return good;
}
