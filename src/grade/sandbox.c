/* SPDX-License-Identifier: MIT */
#include "grade/sandbox.h"
#include "build/toolchain.h"
#include "plan/capture.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY 65534
#define PROBE_SECONDS 10.0
#define PROBE_BYTES ((size_t)1 << 16)

/* The path of a program, where it is installed; else NULL. */
static const char *program(const char *name, char *path, size_t size) {
  static const char *const directories[] = {"/usr/bin", "/bin", "/usr/local/bin"};
  for (size_t d = 0; d < sizeof directories / sizeof *directories; d++) {
    snprintf(path, size, "%s/%s", directories[d], name);
    if (access(path, X_OK) == 0)
      return path;
  }
  return NULL;
}

static void add_program(struct lab_argv *words, const char *name) {
  char path[PATH_MAX];
  lab_argv_add(words, program(name, path, sizeof path) ? path : name);
}

static void add3(struct lab_argv *words, const char *a, const char *b, const char *c) {
  lab_argv_add(words, a);
  lab_argv_add(words, b);
  lab_argv_add(words, c);
}

/* -- What is visible. -- */
static void add_system(struct lab_argv *words) {
  static const char *const roots[] = {"/lib", "/lib64", "/lib32", "/bin", "/sbin"};
  static const char *const files[] = {"/etc/alternatives", "/etc/ld.so.cache"};
  add3(words, "--ro-bind", "/usr", "/usr");
  for (size_t r = 0; r < sizeof roots / sizeof *roots; r++) {
    char target[PATH_MAX];
    const ssize_t n = readlink(roots[r], target, sizeof target - 1);
    target[n > 0 ? n : 0] = '\0';
    if (n > 0)
      add3(words, "--symlink", target, roots[r]);
    else
      add3(words, "--ro-bind-try", roots[r], roots[r]);
  }
  for (size_t f = 0; f < sizeof files / sizeof *files; f++)
    add3(words, "--ro-bind-try", files[f], files[f]);
  add3(words, "--proc", "/proc", NULL);
  add3(words, "--dev", "/dev", NULL);
  add3(words, "--tmpfs", "/tmp", NULL);
}

/* Installed below /usr, the labs and the hosts that contain their fixed variants would be in sight. */
static void hide_labs(struct lab_argv *words) {
  static const char *const hidden[] = {"share/lab", "libexec/lab"};
  for (size_t h = 0; h < sizeof hidden / sizeof *hidden; h++) {
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/%s", lab_prefix(), hidden[h]);
    if (strncmp(path, "/usr/", 5) == 0 && access(path, F_OK) == 0)
      add3(words, "--tmpfs", path, NULL);
  }
}

static void add_toolchain(struct lab_argv *words) {
  char path[PATH_MAX + 16];
  add3(words, "--ro-bind", lab_toolchain_directory(), lab_toolchain_directory());
  snprintf(path, sizeof path, "%s/include/lab", lab_prefix());
  char *real = realpath(path, NULL);
  if (real && strncmp(real, "/usr/", 5) != 0)
    add3(words, "--ro-bind", real, path);
  free(real);
}

static void add_environment(struct lab_argv *words, enum lab_sandbox_use use) {
  lab_argv_add(words, "--clearenv");
  add3(words, "--setenv", "PATH", "/usr/bin:/bin");
  add3(words, "--setenv", "LC_ALL", "C");
  if (use == LAB_SANDBOX_TSAN)
    add3(words, "--setenv", "TSAN_OPTIONS", "hard_rss_limit_mb=512");
}

static void add_bubblewrap(struct lab_argv *words, enum lab_sandbox_use use, const char *directory) {
  add_program(words, "bwrap");
  lab_argv_add(words, "--unshare-all");
  lab_argv_add(words, "--die-with-parent");
  lab_argv_add(words, "--new-session");
  add_system(words);
  hide_labs(words);
  if (use == LAB_SANDBOX_COMPILE)
    add_toolchain(words);
  if (directory)
    add3(words, use == LAB_SANDBOX_COMPILE ? "--bind" : "--ro-bind", directory, directory);
  add3(words, "--remount-ro", "/", NULL);
  add_environment(words, use);
  /* Not above the directory: debug information would name sources from there. */
  add3(words, "--chdir", "/usr", "--");
}

static void add_limits(struct lab_argv *words, enum lab_sandbox_use use, bool alone) {
  static const unsigned long long gigabytes[] = {
      [LAB_SANDBOX_COMPILE] = 3, [LAB_SANDBOX_RUN] = 8, [LAB_SANDBOX_EXPLORE] = 64};
  add_program(words, "prlimit");
  lab_argv_add(words, "--core=0");
  lab_argv_add(words, use == LAB_SANDBOX_COMPILE ? "--cpu=40" : "--cpu=300");
  lab_argv_add(words, use == LAB_SANDBOX_COMPILE ? "--fsize=67108864" : "--fsize=1048576");
  /* Counted over all processes of a user: outside of the sandbox, these are not ours alone. */
  if (alone)
    lab_argv_add(words, "--nproc=320");
  if (use != LAB_SANDBOX_TSAN)
    lab_argv_format(words, "--as=%llu", gigabytes[use] << 30);
  if (use == LAB_SANDBOX_RUN)
    lab_argv_add(words, "--data=134217728");
  lab_argv_add(words, "--");
}

void lab_sandbox_words(const struct lab_sandbox *sandbox, enum lab_sandbox_use use, const char *directory,
                       struct lab_argv *words) {
  if (sandbox->kind == LAB_SANDBOX_NOBODY) {
    add_program(words, "setpriv");
    lab_argv_format(words, "--reuid=%d", NOBODY);
    lab_argv_format(words, "--regid=%d", NOBODY);
    lab_argv_add(words, "--clear-groups");
  }
  if (sandbox->kind != LAB_SANDBOX_NONE)
    add_bubblewrap(words, use, directory);
  add_limits(words, use, sandbox->kind != LAB_SANDBOX_NONE);
}

/* -- Which one works. -- */
/* Also whether its user can get at the folder that trees are made in. */
static bool works(const struct lab_sandbox *sandbox, char *why, size_t size) {
  struct lab_argv words = {0};
  const char *told = getenv("TMPDIR");
  char *temporary = realpath(told && *told ? told : "/tmp", NULL);
  lab_sandbox_words(sandbox, LAB_SANDBOX_COMPILE, temporary, &words);
  free(temporary);
  lab_argv_add(&words, "/usr/bin/true");
  struct lab_capture capture;
  const bool good = !words.failed && lab_capture_run(&capture, words.all, PROBE_SECONDS, PROBE_BYTES);
  if (!good && !words.failed)
    snprintf(why, size, "%s", capture.first_error[0] ? capture.first_error : lab_capture_reason(&capture));
  if (!words.failed)
    lab_capture_clear(&capture);
  lab_argv_clear(&words);
  return good;
}

bool lab_sandbox_installed(void) {
  char path[PATH_MAX];
  return program("bwrap", path, sizeof path) != NULL;
}

bool lab_sandbox_find(struct lab_sandbox *sandbox, bool wanted, struct lab_error *error) {
  char why[200] = "";
  *sandbox = (struct lab_sandbox){LAB_SANDBOX_NONE};
  if (!wanted)
    return true;
  if (!lab_sandbox_installed())
    return lab_fail(error, 77,
                    "bwrap is not installed (apt-get install bubblewrap): submissions are not run without a sandbox "
                    "unless --no-sandbox is given");
  const enum lab_sandbox_kind kinds[] = {LAB_SANDBOX_NOBODY, LAB_SANDBOX_OWN};
  for (size_t k = geteuid() == 0 ? 0 : 1; k < sizeof kinds / sizeof *kinds; k++) {
    sandbox->kind = kinds[k];
    if (works(sandbox, why, sizeof why))
      return true;
  }
  return lab_fail(error, 77,
                  "the sandbox does not work here (%.200s): submissions are not run without it unless "
                  "--no-sandbox is given",
                  why);
}

bool lab_sandbox_directory(const struct lab_sandbox *sandbox, const char *path, struct lab_error *error) {
  if (mkdir(path, 0755) != 0)
    return lab_fail(error, 3, "cannot make %s: %s", path, strerror(errno));
  if (sandbox->kind == LAB_SANDBOX_NOBODY && chown(path, NOBODY, NOBODY) != 0)
    return lab_fail(error, 3, "cannot give %s to nobody: %s", path, strerror(errno));
  return true;
}
