/* SPDX-License-Identifier: MIT */
/*
 * lab-explore: explores one program in one process and writes what it found as JSON.  `lab explore` starts it.
 *
 *   lab-explore [options] LAB/VARIANT       a registered variant
 *   lab-explore [options] [-- ARGUMENTS]    the main that is linked in
 *
 * Standard output and error of the program go nowhere while it is explored; the result goes to the real one.
 */
#include "engines/explore/arena.h"
#include "engines/explore/buffer.h"
#include "engines/explore/campaign.h"
#include "engines/explore/clocks.h"
#include "engines/explore/happens.h"
#include "engines/explore/image.h"
#include "engines/explore/program.h"
#include "engines/explore/progress.h"
#include "engines/explore/races.h"
#include "engines/explore/result.h"
#include "engines/explore/signals.h"
#include "engines/explore/step.h"
#include "engines/explore/token.h"
#include "engines/explore/unseen.h"
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <unistd.h>

struct options {
  const char *schedule, *name;
  uint32_t max_steps;
  bool step, progress;
};

/* Where standard error went, when it has been diverted. */
static LAB_ENGINE FILE *complaints = NULL;

static int usage(const char *what) {
  fprintf(complaints ? complaints : stderr, "lab-explore: %s\n", what);
  return 2;
}

static const struct option long_options[] = {{"threads", required_argument, NULL, 't'},
                                             {"ops", required_argument, NULL, 'o'},
                                             {"memory", required_argument, NULL, 'm'},
                                             {"strategy", required_argument, NULL, 's'},
                                             {"executions", required_argument, NULL, 'n'},
                                             {"time", required_argument, NULL, 'T'},
                                             {"steps", required_argument, NULL, 'S'},
                                             {"seed", required_argument, NULL, 'r'},
                                             {"schedule", required_argument, NULL, 'c'},
                                             {"identity", required_argument, NULL, 'i'},
                                             {"idle", required_argument, NULL, 'I'},
                                             {"count", no_argument, NULL, 'C'},
                                             {"step", no_argument, NULL, 'p'},
                                             {"progress", no_argument, NULL, 'P'},
                                             {NULL, 0, NULL, 0}};

/* The front end has checked the values; what is wrong here is a mistake of its own. */
static bool read_options(int argc, char **argv, struct options *o) {
  for (int c = getopt_long(argc, argv, "+", long_options, NULL); c != -1;
       c = getopt_long(argc, argv, "+", long_options, NULL)) {
    switch (c) {
    case 't': lab_program.threads = (unsigned)strtoul(optarg, NULL, 10); break;
    case 'o': lab_program.ops = strtoul(optarg, NULL, 10); break;
    case 'm': lab_search.tso = strcmp(optarg, "tso") == 0; break;
    case 's': lab_campaign.strategy = optarg; break;
    case 'n': lab_campaign.max_executions = strtoull(optarg, NULL, 10); break;
    case 'T': lab_campaign.seconds = strtod(optarg, NULL); break;
    case 'S': o->max_steps = (uint32_t)strtoul(optarg, NULL, 10); break;
    case 'r': lab_search.seed = strtoull(optarg, NULL, 10); break;
    case 'c': o->schedule = optarg; break;
    case 'i': snprintf(lab_campaign.identity, sizeof lab_campaign.identity, "%s", optarg); break;
    case 'I': lab_program.idle = (unsigned)strtoul(optarg, NULL, 10); break;
    case 'C': lab_campaign.count = true; break;
    case 'p': o->step = true; break;
    case 'P': o->progress = true; break;
    default: return false;
    }
  }
  return true;
}

/* Addresses of libc and of the first stack alike in every run, as far as the machine lets us. */
static void fix_addresses(char **argv) {
  int now = personality(0xffffffff);
  if (now == -1 || (now & ADDR_NO_RANDOMIZE) || getenv("LAB_EXPLORE_AGAIN"))
    return;
  if (personality((unsigned long)now | ADDR_NO_RANDOMIZE) == -1)
    return;
  setenv("LAB_EXPLORE_AGAIN", "1", 1);
  execv("/proc/self/exe", argv);
}

static bool choose_program(int argc, char **argv, const struct options *o) {
  (void)o;
  if (lab_program_has_main()) {
    lab_program.argc = argc - optind + 1;
    lab_program.argv = argv + optind - 1; /* the first is in the place of the program's name */
    snprintf(lab_program.name, sizeof lab_program.name, "main");
    return true;
  }
  if (optind >= argc || !lab_program_find(argv[optind]))
    return false;
  const struct lab_variant *v = &lab_program.variant;
  if (!lab_program.threads)
    lab_program.threads = v->threads;
  if (!lab_program.ops)
    lab_program.ops = 1;
  if (v->kind == LAB_TASKS)
    lab_search.tso = false; /* one thread has one store buffer, and sees what is in it */
  return true;
}

/* The program prints into the void; what we print goes where standard output and error went. */
static FILE *divert_output(void) {
  int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3),
      nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (out < 0 || error < 0 || nowhere < 0)
    return NULL;
  complaints = fdopen(error, "w");
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  lab_signals_complain_to(error);
  return fdopen(out, "w");
}

static void open_engine(uint32_t max_steps) {
  lab_search_open(max_steps);
  lab_clocks_open();
  lab_happens_open();
  lab_races_open();
  lab_arena_open();
  lab_buffer_open();
  lab_signals_open();
  lab_unseen_open(lab_program_has_main());
  lab_image_open();
}

static int replay(FILE *out, const char *token) {
  const char *wrong = lab_token_read(token, lab_campaign.identity);
  if (wrong) {
    fprintf(out, "{\"refused\":\"%s\"}\n", wrong);
    return 2;
  }
  lab_campaign.strayed = !lab_campaign_show(token);
  lab_result_write(out, token, true);
  return 0;
}

static int explore(FILE *out) {
  static char token[LAB_TOKEN_MAX] LAB_ENGINE = "";
  lab_signals_deadline(lab_campaign.seconds);
  lab_campaign_run();
  const struct lab_best *best = &lab_campaign.best;
  bool shown =
      best->found && lab_token_write(token, sizeof token, lab_campaign.identity, best->path, best->steps, best->depth);
  if (shown)
    lab_campaign_show(token);
  lab_result_write(out, token, shown);
  return 0;
}

int main(int argc, char **argv) {
  struct options o = {.max_steps = 20000};
  snprintf(lab_campaign.identity, sizeof lab_campaign.identity, "0");
  fix_addresses(argv);
  if (!read_options(argc, argv, &o))
    return 2;
  if (!choose_program(argc, argv, &o))
    return usage("no such variant here");
  open_engine(o.max_steps);
  FILE *out = divert_output();
  if (!out)
    return usage("cannot divert the program's output");
  if (o.progress)
    lab_progress_open(out);
  int code = o.step ? lab_step_session(out) : o.schedule ? replay(out, o.schedule) : explore(out);
  if (fclose(out) != 0)
    code = 3;
  if (complaints)
    fflush(complaints);
  _exit(code);
}
