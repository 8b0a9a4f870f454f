/* SPDX-License-Identifier: MIT */
#include "engines/explore/step.h"
#include "engines/explore/campaign.h"
#include "engines/explore/checkpoint.h"
#include "engines/explore/program.h"
#include "engines/explore/result.h"
#include "engines/explore/scheduler.h"
#include "engines/explore/show.h"
#include "engines/explore/token.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MOVES_MAX 4096u

struct session {
  FILE *out;
  uint16_t moves[MOVES_MAX]; /* choices made so far, by number of decision */
  uint32_t n_moves, at;      /* at: decisions of this execution */
  uint32_t told;             /* steps that have been written */
  bool undo, quit;
};
static LAB_ENGINE struct session session = {.out = NULL};

static void tell_steps(void) {
  lab_show_end();
  if (session.told > lab_show.n)
    session.told = 0;
  lab_result_state(session.out);
  fputs("\"steps\":[", session.out);
  for (uint32_t s = session.told; s < lab_show.n; s++) {
    fputs(s > session.told ? "," : "", session.out);
    lab_show.all[s].row = s + 1;
    lab_result_step(session.out, &lab_show.all[s]);
  }
  session.told = lab_show.n;
  fputs("],", session.out);
  lab_result_blocks(session.out);
}

/* Reads what to do; false: undo or quit. */
static bool read_answer(char *line, int size) {
  fputs("}\n", session.out);
  fflush(session.out);
  session.quit = !fgets(line, size, stdin) || line[0] == 'q';
  session.undo = !session.quit && line[0] == 'u';
  return !session.quit && !session.undo;
}

static unsigned leave(void) {
  lab_exec.end = LAB_END_BOUND;
  return LAB_STOP;
}

static unsigned remember(unsigned move) {
  if (session.n_moves < MOVES_MAX)
    session.moves[session.n_moves++] = (uint16_t)move;
  session.at++;
  return move;
}

static unsigned choose(const uint64_t *enabled) {
  unsigned only = lab_set_first(enabled);
  if (lab_set_after(enabled, only) == LAB_X_NOBODY)
    return only;
  if (session.at < session.n_moves)
    return session.moves[session.at++];
  for (;;) {
    char line[32];
    fputs("{", session.out);
    tell_steps();
    fputs(",\"choices\":[", session.out);
    for (unsigned e = only; e != LAB_X_NOBODY; e = lab_set_after(enabled, e)) {
      fputs(e == only ? "" : ",", session.out);
      lab_result_pending(session.out, e);
    }
    fputs("]", session.out);
    if (!read_answer(line, sizeof line))
      return leave();
    bool buffer = line[0] == 'b';
    unsigned long actor = strtoul(line + buffer, NULL, 10);
    unsigned entity = buffer ? lab_entity_buffer((unsigned)actor - 1) : lab_entity_of((unsigned)actor - 1);
    if (actor >= 1 && actor <= lab_exec.n_actors && lab_set_has(enabled, entity))
      return remember(entity);
  }
}

static unsigned pick(unsigned n) {
  if (session.at < session.n_moves)
    return session.moves[session.at++];
  for (;;) {
    char line[32];
    fputs("{", session.out);
    tell_steps();
    fprintf(session.out, ",\"values\":%u", n);
    if (!read_answer(line, sizeof line))
      return leave();
    unsigned long value = strtoul(line, NULL, 10);
    if (line[0] >= '0' && line[0] <= '9' && value < n)
      return remember((unsigned)value);
  }
}

static void begin(void) {
  lab_show_begin();
  session.at = session.told = 0;
}

static void taken(uint32_t depth) { lab_show_step(&lab_search.steps[depth]); }
static bool next(void) { return false; }

static const struct lab_strategy by_hand = {"step", begin, choose, pick, taken, next};

/* What is shared has to be known before, or there would be nothing to choose. */
static void learn(void) {
  lab_campaign.strategy = "dpor";
  lab_campaign.max_executions = 2000;
  lab_campaign.seconds = 2;
  lab_campaign_run();
}

static void run_once(void) {
  lab_search.strategy = &by_hand;
  lab_search.exhaustive = lab_search.prunes = lab_search.checkpoints = lab_search.every_access = false;
  lab_search.replay_end = 0;
  lab_checkpoint_drop_all();
  lab_campaign_execute();
}

/* Says how it ended; false: the person has had enough. */
static bool tell_end(void) {
  static LAB_ENGINE char token[LAB_TOKEN_MAX] = "";
  char line[32];
  if (!lab_token_write(token, sizeof token, lab_campaign.identity, lab_search.path, lab_search.steps, lab_exec.depth))
    token[0] = 0;
  fputs("{", session.out);
  tell_steps();
  fputs(",\"done\":true,", session.out);
  lab_result_end(session.out, token);
  return !read_answer(line, sizeof line) && !session.quit;
}

int lab_step_session(FILE *out) {
  session.out = out;
  learn();
  while (!session.quit) {
    run_once();
    if (!session.undo && !session.quit && !tell_end())
      break;
    if (session.undo && session.n_moves)
      session.n_moves--;
  }
  return 0;
}
