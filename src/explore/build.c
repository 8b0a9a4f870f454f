/* SPDX-License-Identifier: MIT */
/* Building a program that no lab wraps. */
#include "explore/run.h"
#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/*
 * How sources are compiled, with the reason for each flag.  The same as for labs (cmake/explore.cmake).
 * -O0 keeps every access of the source.  volatile accesses are told apart; the read of x = x + 1 is announced.
 * -optimize-regalloc keeps temporaries out of the stack, whose bytes are compared to recognise loops that wait.
 * -femulated-tls: thread-locals are asked for by a call, and fibers get their own.
 */
static const char *const flags_before[] = {"-std=gnu11",
                                           "-O0",
                                           "-g",
                                           "-D_GNU_SOURCE",
                                           "-UNDEBUG",
                                           "-fsanitize=thread",
                                           "-fno-optimize-sibling-calls",
                                           "-mllvm",
                                           "-tsan-distinguish-volatile=1",
                                           "-mllvm",
                                           "-tsan-instrument-read-before-write=1",
                                           "-mllvm",
                                           "-tsan-instrument-func-entry-exit=0",
                                           "-mllvm",
                                           "-optimize-regalloc",
                                           "-femulated-tls",
                                           "-mcx16",
                                           "-fno-pie",
                                           "-fno-omit-frame-pointer",
                                           "-fno-common"};

/* Where the runtime lives: its archive and the header that renames calls. */
static void support_directory(char *path, size_t room) {
  const char *told = getenv("LAB_EXPLORE_DIR");
  if (told)
    snprintf(path, room, "%s", told);
  else
    snprintf(path, room, "%s/libexec/lab/explore", lab_prefix());
}

static const char *compiler(void) {
  const char *told = getenv("LAB_CLANG");
  return told ? told : "clang-19";
}

/* Runs a command with its output on stderr; false if it does not end with 0. */
static bool run(char **argv, struct lab_error *error) {
  pid_t pid;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  int failed = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed)
    return lab_fail(error, 77, "cannot start %s: %s", argv[0], strerror(failed));
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct words {
  char **all;
  size_t n, room;
};

static void add(struct words *words, const char *word) {
  if (words->n + 1 < words->room)
    words->all[words->n++] = (char *)(uintptr_t)word;
  words->all[words->n] = NULL;
}

static bool compile(struct words *words, const char *object, const char *source, char *const *flags, size_t n_flags,
                    const char *names, const char *include, struct lab_error *error) {
  words->n = 0;
  add(words, compiler());
  for (size_t f = 0; f < sizeof flags_before / sizeof *flags_before; f++)
    add(words, flags_before[f]);
  add(words, "-include");
  add(words, names);
  add(words, "-I");
  add(words, include);
  for (size_t f = 0; f < n_flags; f++)
    add(words, flags[f]);
  add(words, "-c");
  add(words, source);
  add(words, "-o");
  add(words, object);
  return run(words->all, error) || lab_fail(error, 2, "%s does not compile", source);
}

static bool link_all(struct words *words, const char *executable, const struct words *objects, const char *archive,
                     char *const *flags, size_t n_flags, struct lab_error *error) {
  words->n = 0;
  add(words, compiler());
  add(words, "-no-pie");
  add(words, "-o");
  add(words, executable);
  for (size_t o = 0; o < objects->n; o++)
    add(words, objects->all[o]);
  add(words, "-Wl,--whole-archive");
  add(words, archive);
  add(words, "-Wl,--no-whole-archive");
  for (size_t f = 0; f < n_flags; f++)
    if (strncmp(flags[f], "-l", 2) == 0 || strncmp(flags[f], "-L", 2) == 0)
      add(words, flags[f]);
  add(words, "-lpthread");
  return run(words->all, error) || lab_fail(error, 2, "the program does not link");
}

static bool build_in(const char *directory, char *executable, char *const *files, size_t n_files, char *const *flags,
                     size_t n_flags, struct words *words, struct words *objects, struct lab_error *error) {
  char support[PATH_MAX], names[PATH_MAX + 24], archive[PATH_MAX + 32], include[PATH_MAX + 16];
  support_directory(support, sizeof support);
  snprintf(names, sizeof names, "%s/names.h", support);
  snprintf(archive, sizeof archive, "%s/liblab-explore.a", support);
  snprintf(include, sizeof include, "%s/include", support);
  if (access(archive, R_OK) != 0)
    return lab_fail(error, 77, "the explorer's runtime is not here: %s", archive);
  for (size_t f = 0; f < n_files; f++) {
    char *object = NULL;
    if (asprintf(&object, "%s/%zu.o", directory, f) < 0)
      return lab_fail(error, 3, "out of memory");
    add(objects, object);
    if (!compile(words, object, files[f], flags, n_flags, names, include, error))
      return false;
  }
  return link_all(words, executable, objects, archive, flags, n_flags, error);
}

char *lab_explore_build(char *const *files, size_t n_files, char *const *flags, size_t n_flags,
                        struct lab_error *error) {
  const char *tmp = getenv("TMPDIR");
  char directory[PATH_MAX - 16];
  snprintf(directory, sizeof directory, "%s/lab-explore.XXXXXX", tmp ? tmp : "/tmp");
  char *executable = malloc(PATH_MAX);
  struct words words = {calloc(n_files + n_flags + 64, sizeof(char *)), 0, n_files + n_flags + 64};
  struct words objects = {calloc(n_files + 2, sizeof(char *)), 0, n_files + 2};
  bool done = executable && words.all && objects.all;
  if (!done || !mkdtemp(directory)) {
    lab_fail(error, 3, "cannot make a directory for the program: %s", strerror(errno));
    done = false;
  } else {
    snprintf(executable, PATH_MAX, "%s/program", directory);
    done = build_in(directory, executable, files, n_files, flags, n_flags, &words, &objects, error);
    for (size_t o = 0; o < objects.n; o++) {
      unlink(objects.all[o]);
      free(objects.all[o]);
    }
    if (!done)
      rmdir(directory);
  }
  free(words.all);
  free(objects.all);
  if (done)
    return executable;
  free(executable);
  return NULL;
}

void lab_explore_discard(char *executable) {
  if (!executable)
    return;
  unlink(executable);
  *strrchr(executable, '/') = 0;
  rmdir(executable);
  free(executable);
}
