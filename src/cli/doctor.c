/* SPDX-License-Identifier: MIT */
#include "cli/doctor.h"
#include "build/toolchain.h"
#include "cli/cli.h"
#include "cli/terminal.h"
#include "engines/valgrind/frontend_valgrind.h"
#include "grade/sandbox.h"
#include "plan/capture.h"
#include "plan/program.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOST_SECONDS 60.0
#define ANSWER_BYTES ((size_t)8 << 20)

static int run_doctor(const struct lab_options *options, struct lab_error *error);

static const struct argp_option options_of_doctor[] = {LAB_OPTIONS_COMMON};

const struct lab_verb lab_verb_doctor = {
    .name = "doctor",
    .operands = "",
    .summary = "Say what works here and what does not, why, and what to do about it",
    .details =
        "Looks at the hosts and their labs, the sanitizer's runtime, the symbolizer, the compilers, the sandbox of "
        "lab grade, the CPUs, the address space, the limits and the kernel. Exit code 0 if \"lab run\" can work, 77 if "
        "not.",
    .options = options_of_doctor,
    .least = 0,
    .most = 0,
    .run = run_doctor,
};

void lab_doctor_say(struct lab_doctor *doctor, enum lab_health health, const char *what, const char *format, ...) {
  static const char *const words[] = {"ok", "warn", "FAIL"};
  static const char *const colors[] = {"\033[32m", "\033[33m", "\033[31m"};
  doctor->found[health]++;
  fprintf(doctor->out, "%s%-4s%s  %-14s ", doctor->color ? colors[health] : "", words[health],
          doctor->color ? "\033[0m" : "", what);
  va_list arguments;
  va_start(arguments, format);
  vfprintf(doctor->out, format, arguments);
  va_end(arguments);
  fputc('\n', doctor->out);
}

void lab_doctor_advise(struct lab_doctor *doctor, const char *format, ...) {
  fprintf(doctor->out, "%21s-> ", "");
  va_list arguments;
  va_start(arguments, format);
  vfprintf(doctor->out, format, arguments);
  va_end(arguments);
  fputc('\n', doctor->out);
}

/* Starts a host of a directory; true if it answers. */
static bool ask(struct lab_doctor *doctor, const char *directory, const char *host, struct lab_capture *capture) {
  char *path = NULL;
  if (asprintf(&path, "%s/lab-%s", directory, host) < 0)
    return false;
  char *argv[] = {path, "--describe", NULL};
  const bool there = access(path, X_OK) == 0;
  const bool good = lab_capture_run(capture, argv, HOST_SECONDS, ANSWER_BYTES);
  if (!there)
    lab_doctor_say(doctor, LAB_HEALTH_WARN, host, "%s is not there", path);
  else if (!good)
    lab_doctor_say(doctor, LAB_HEALTH_FAIL, host, "%s %s", path, lab_capture_reason(capture));
  free(path);
  return good;
}

static void look_at_tsan(struct lab_doctor *doctor, const char *directory) {
  struct lab_capture capture;
  if (ask(doctor, directory, "tsan", &capture)) {
    doctor->tsan = true;
    lab_doctor_say(doctor, LAB_HEALTH_OK, "tsan", "ThreadSanitizer's runtime starts (%s)", directory);
  } else {
    lab_doctor_advise(doctor, "nothing of it runs under ThreadSanitizer; see address space and limits below, or build "
                              "again with clang-19 and libclang-rt-19-dev");
  }
  lab_capture_clear(&capture);
}

/* What stands in for a second CPU. */
static void look_at_yield(struct lab_doctor *doctor, const char *directory) {
  char *path = NULL;
  if (asprintf(&path, "%s/lab-yield", directory) < 0)
    return;
  if (access(path, X_OK) != 0) {
    lab_doctor_say(doctor, LAB_HEALTH_WARN, "yield", "%s is not there", path);
    lab_doctor_advise(doctor, "where there is one CPU alone, native shows no race; build or install lab again");
  }
  free(path);
}

/* Detectors beside ThreadSanitizer; nothing else needs them. */
static void look_at_detectors(struct lab_doctor *doctor, const char *directory) {
  char why[200];
  struct lab_capture capture;
  if (ask(doctor, directory, "asan", &capture))
    lab_doctor_say(doctor, LAB_HEALTH_OK, "asan", "AddressSanitizer's runtime starts (%s)", directory);
  lab_capture_clear(&capture);
  if (lab_valgrind_ready(directory, why, sizeof why))
    lab_doctor_say(doctor, LAB_HEALTH_OK, "valgrind", "helgrind and drd can run (%s)", directory);
  else
    lab_doctor_say(doctor, LAB_HEALTH_WARN, "valgrind", "no helgrind and no drd: %s", why);
}

static void look_at_directory(struct lab_doctor *doctor, const struct lab_catalog *catalog, const char *directory) {
  size_t variants = 0, labs = 0;
  const char *lab = "";
  for (size_t i = 0; i < catalog->count; i++) {
    const struct lab_info *info = &catalog->variants[i];
    if (strcmp(info->hosts, directory) != 0)
      continue;
    variants++;
    labs += strcmp(lab, info->lab) != 0;
    lab = info->lab;
  }
  struct lab_capture capture;
  if (ask(doctor, directory, "native", &capture)) {
    doctor->native |= variants > 0;
    lab_doctor_say(doctor, variants ? LAB_HEALTH_OK : LAB_HEALTH_WARN, "native", "%zu lab%s, %zu variant%s (%s)", labs,
                   labs == 1 ? "" : "s", variants, variants == 1 ? "" : "s", directory);
    look_at_tsan(doctor, directory);
    look_at_yield(doctor, directory);
    look_at_detectors(doctor, directory);
  } else {
    lab_doctor_advise(doctor, "no lab of this directory can run; build or install lab again, or see LAB_HOSTS");
  }
  lab_capture_clear(&capture);
}

static void look_at_hosts(struct lab_doctor *doctor) {
  struct lab_catalog catalog;
  struct lab_error problem = {0};
  size_t n = 0;
  const char *const *directories = lab_host_directories(&n);
  const bool loaded = lab_catalog_load(&catalog, &problem);
  for (size_t d = 0; d < n; d++)
    look_at_directory(doctor, &catalog, directories[d]);
  for (size_t i = 0; loaded && i < catalog.n_notes; i++)
    lab_doctor_say(doctor, LAB_HEALTH_WARN, "labs", "%s", catalog.notes[i].text);
  lab_catalog_free(&catalog);
}

static void look_at_symbolizer(struct lab_doctor *doctor) {
  static const char *const good[] = {"llvm-symbolizer-19", "llvm-symbolizer", NULL};
  static const char *const fair[] = {"addr2line", NULL};
  const char *path = lab_program_find(good);
  if (path) {
    lab_doctor_say(doctor, LAB_HEALTH_OK, "symbolizer", "%s", path);
    return;
  }
  path = lab_program_find(fair);
  lab_doctor_say(doctor, LAB_HEALTH_WARN, "symbolizer", "%s%s", path ? path : "none", path ? ": no columns" : "");
  lab_doctor_advise(doctor, "%s: apt-get install llvm-19",
                    path ? "for columns" : "reports of the sanitizer name no function and no line");
}

/* Needed to build labs and files, not to run labs. */
static void look_at_clang(struct lab_doctor *doctor) {
  static const char *const hosts[] = {"native", "tsan", "explore"};
  const char *clang = lab_toolchain_clang();
  char *argv[] = {(char *)(uintptr_t)clang, "--version", NULL};
  struct lab_capture capture;
  if (lab_capture_run(&capture, argv, HOST_SECONDS, 65536)) {
    lab_doctor_say(doctor, LAB_HEALTH_OK, "compiler", "%.*s (%s)", (int)strcspn(capture.out, "\n"), capture.out, clang);
  } else {
    lab_doctor_say(doctor, LAB_HEALTH_WARN, "compiler", "%s %s", clang, lab_capture_reason(&capture));
    lab_doctor_advise(doctor, "labs run, but no lab and no file can be built: apt-get install clang-19 "
                              "libclang-rt-19-dev, or name another one in LAB_CLANG");
  }
  lab_capture_clear(&capture);
  for (size_t h = 0; h < sizeof hosts / sizeof *hosts; h++) {
    struct lab_error missing = {0};
    if (!lab_toolchain_has(hosts[h], &missing))
      lab_doctor_say(doctor, LAB_HEALTH_WARN, "files", "%s", missing.text);
  }
}

static void look_at_compilers(struct lab_doctor *doctor) {
  static const char *const cmake[] = {"cmake", NULL}, *const ninja[] = {"ninja", "make", NULL},
                           *const gcc[] = {"gcc", NULL};
  look_at_clang(doctor);
  if (lab_program_find(gcc))
    lab_doctor_say(doctor, LAB_HEALTH_OK, "compiler", "gcc too, for the front end alone");
  const bool builds = lab_program_find(cmake) && lab_program_find(ninja);
  lab_doctor_say(doctor, builds ? LAB_HEALTH_OK : LAB_HEALTH_WARN, "build",
                 builds ? "cmake and ninja or make are there" : "cmake or ninja is missing");
  if (!builds)
    lab_doctor_advise(doctor, "labs run, but none can be built: apt-get install cmake ninja-build");
}

/* What lab grade runs submissions in; nothing else needs it. */
static void look_at_sandbox(struct lab_doctor *doctor) {
  struct lab_sandbox sandbox;
  struct lab_error problem = {0};
  if (lab_sandbox_find(&sandbox, true, &problem)) {
    lab_doctor_say(doctor, LAB_HEALTH_OK, "sandbox", "bubblewrap works: lab grade can run submissions, as %s",
                   sandbox.kind == LAB_SANDBOX_NOBODY ? "the user nobody" : "this user");
    return;
  }
  lab_doctor_say(doctor, LAB_HEALTH_WARN, "sandbox", "no lab grade: %s", problem.text);
  lab_doctor_advise(doctor, "%s",
                    lab_sandbox_installed()
                        ? "run it as root, or let users make namespaces: sysctl kernel.unprivileged_userns_clone=1"
                        : "apt-get install bubblewrap");
}

static void conclude(struct lab_doctor *doctor) {
  const unsigned *found = doctor->found;
  fprintf(doctor->out, "\n%u ok, %u to note, %u wrong.  ", found[LAB_HEALTH_OK], found[LAB_HEALTH_WARN],
          found[LAB_HEALTH_FAIL]);
  if (doctor->native && doctor->tsan)
    fputs("lab run works here: lab run counter-race --iterations 1000\n", doctor->out);
  else if (doctor->native)
    fputs("lab run works here, without ThreadSanitizer: lab run counter-race --engine native\n", doctor->out);
  else
    fputs("lab run cannot work here.\n", doctor->out);
}

static int run_doctor(const struct lab_options *options, struct lab_error *error) {
  struct lab_page page;
  if (!lab_page_open(&page, error))
    return error->code;
  struct lab_doctor doctor = {.out = page.stream, .color = lab_style_of(options).color};
  fprintf(page.stream, "lab %s in %s\n\n", LAB_VERSION, lab_prefix());
  look_at_hosts(&doctor);
  look_at_symbolizer(&doctor);
  look_at_compilers(&doctor);
  look_at_sandbox(&doctor);
  lab_doctor_machine(&doctor);
  conclude(&doctor);
  lab_page_print(&page, error);
  return doctor.native ? 0 : LAB_EXIT_CANNOT_RUN;
}
