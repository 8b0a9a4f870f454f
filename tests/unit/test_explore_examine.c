/* SPDX-License-Identifier: MIT */
/* What run and check ask of the explorer, size after size, and what they take from its answers. */
#include "explore/examine.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char hosts[] = "/tmp/lab-examine-XXXXXX";

#define PHASE(strategy, n, bad, stopped)                                                                               \
  "{\"strategy\":\"" strategy "\",\"complete\":" n ",\"failing\":" bad ",\"stopped\":\"" stopped "\"}"
#define HEAD(exhausted, every) "{\"exhausted\":" exhausted ",\"every_interleaving\":" every ",\"races\":[],"
#define PROVED                                                                                                         \
  HEAD("true", "false")                                                                                                \
  "\"counted\":1,\"phases\":[" PHASE("bound:0", "2", "0", "exhausted") "," PHASE(                                      \
      "dpor", "4", "0", "exhausted") "],\"outcomes\":[{\"label\":\"holds\",\"bad\":false,\"executions\":4}]}"
#define OPEN                                                                                                           \
  HEAD("false", "false")                                                                                               \
  "\"counted\":2,\"phases\":[" PHASE("bound:0", "2", "0", "exhausted") "," PHASE(                                      \
      "bound:1", "9", "0", "exhausted") "," PHASE("dpor", "90", "0", "time") "],\"outcomes\":[]}"
#define LOST                                                                                                           \
  HEAD("true", "false")                                                                                                \
  "\"counted\":0,\"phases\":[" PHASE(                                                                                  \
      "dpor", "4", "2", "exhausted") "],\"outcomes\":[{\"label\":\"holds\",\"bad\":false,\"executions\":2},"           \
                                     "{\"label\":\"lost 1, duplicated 2\",\"bad\":true,\"executions\":2}],"            \
                                     "\"schedule\":{\"bad\":true,\"token\":\"x1-0-1:1,2:2\",\"steps\":[{\"actor\":1}," \
                                     "{\"actor\":2},{\"actor\":2},"                                                    \
                                     "{\"actor\":2},{\"actor\":2},{\"actor\":1,\"buffer\":true}]}}"
#define COUNTED                                                                                                        \
  HEAD("true", "true")                                                                                                 \
  "\"counted\":0,\"phases\":[" PHASE(                                                                                  \
      "dfs", "6", "4", "exhausted") "],\"outcomes\":[{\"label\":\"lost 1\",\"bad\":true,\"executions\":4}]}"
#define REFUSED                                                                                                        \
  HEAD("false", "false")                                                                                               \
  "\"counted\":0,\"phases\":[" PHASE(                                                                                  \
      "dpor", "0", "0",                                                                                                \
      "exhausted") "],\"outcomes\":[{\"label\":\"not-modelled\",\"text\":\"fork()\",\"bad\":false,\"executions\":1}]}"

static const char *value_of(char **argv, const char *option) {
  for (char **word = argv; *word; word++)
    if (strcmp(*word, option) == 0)
      return word[1];
  return "?";
}

static bool has(char **argv, const char *option) {
  for (char **word = argv; *word; word++)
    if (strcmp(*word, option) == 0)
      return true;
  return false;
}

struct want {
  const char *what;
  unsigned threads; /* of the variant */
  enum lab_role role;
  enum lab_kind kind;
  const char *declared;
  struct lab_request request;
  const char *answers[LAB_EXPLORED_SIZES + 2]; /* the last one again and again */
  const char *asked;                           /* sizes, in order */
};

/* All that is asked, with these answers. */
static void examine(struct lab_examination *e, const struct want *want, char *asked, size_t room) {
  static struct lab_info info;
  info = (struct lab_info){
      .name = (char *)(uintptr_t)"lab/variant", .hosts = hosts, .ops = 1000, .role = want->role, .kind = want->kind};
  info.threads = want->threads ? want->threads : 2;
  info.expect[LAB_ENGINE_EXPLORE] = (char *)(uintptr_t)want->declared;
  const struct lab_job job = {.info = &info,
                              .engine = LAB_ENGINE_EXPLORE,
                              .threads = want->request.threads ? want->request.threads : info.threads,
                              .ops = want->request.ops ? want->request.ops : info.ops};
  double seconds, left = 1;
  size_t n = 0;
  asked[0] = '\0';
  if (!lab_examination_begin(e, &job, &want->request, left))
    return;
  for (char **argv = lab_examination_next(e, &seconds); argv; argv = lab_examination_next(e, &seconds)) {
    const size_t used = strlen(asked);
    assert_true(seconds > 0 && (seconds <= left || has(argv, "--count")));
    assert_string_equal(argv[0] + strlen(hosts), "/lab-explore");
    snprintf(asked + used, room - used, "%s%sx%s%s%s", used ? " " : "", value_of(argv, "--threads"),
             value_of(argv, "--ops"), strcmp(value_of(argv, "--memory"), "tso") == 0 ? "t" : "",
             has(argv, "--count") ? "#" : "");
    const char *answer = want->answers[n];
    lab_examination_take(e, answer, strlen(answer), 0.01);
    left -= 0.01;
    n += want->answers[n + 1] != NULL;
  }
}

static void test_sizes(void **state) {
  (void)state;
  static const struct want all[] = {
      {"proved", .role = LAB_ROLE_FIXED, .declared = "holds", .answers = {PROVED}, .asked = "2x1 2x2 2x1t 2x2t"},
      {"undeclared", .answers = {PROVED}, .asked = "2x1 2x2 2x1t 2x2t"},
      {"a bug is declared", .declared = "lost", .answers = {PROVED}, .asked = "2x1 2x2 2x1t 2x2t 3x1"},
      {"of three", 3, .declared = "lost", .answers = {PROVED}, .asked = "3x1 3x2 3x1t 3x2t"},
      {"actors said", .declared = "lost", .request = {.threads = 2}, .answers = {PROVED}, .asked = "2x1 2x2 2x1t 2x2t"},
      {"one operation said", .request = {.ops = 1}, .answers = {PROVED}, .asked = "2x1 2x1t"},
      {"five said", .request = {.ops = 5}, .answers = {PROVED}, .asked = "2x1 2x2 2x5 2x1t 2x2t 2x5t"},
      {"too many said", .request = {.ops = 1000}, .answers = {PROVED}, .asked = "2x1 2x2 2x1t 2x2t"},
      {"tasks", .kind = LAB_TASKS, .role = LAB_ROLE_FIXED, .declared = "holds", .answers = {PROVED},
       .asked = "2x1 2x2"},
      {"tasks with a bug", .kind = LAB_TASKS, .declared = "lost", .answers = {PROVED}, .asked = "2x1 2x2 2x20 3x1"},
      {"no end", .role = LAB_ROLE_FIXED, .declared = "holds", .answers = {OPEN}, .asked = "2x1"},
      {"no end of two", .role = LAB_ROLE_FIXED, .declared = "holds", .answers = {PROVED, OPEN, PROVED},
       .asked = "2x1 2x2 2x1t"},
      {"no end, but a bug is declared", .declared = "lost", .answers = {OPEN}, .asked = "2x1 2x2 2x1t 2x2t 3x1"},
      {"fails at once", .declared = "lost", .answers = {LOST, COUNTED}, .asked = "2x1 2x1#"},
      {"fails later", .declared = "lost", .answers = {PROVED, PROVED, LOST, COUNTED}, .asked = "2x1 2x2 2x1t 2x1t#"},
      {"not modelled", .answers = {REFUSED}, .asked = "2x1"},
      {"no JSON", .answers = {"Segmentation fault"}, .asked = "2x1"},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    static struct lab_examination e;
    char asked[200];
    examine(&e, &all[i], asked, sizeof asked);
    if (strcmp(asked, all[i].asked) != 0)
      fail_msg("%s: asked for %s, not %s", all[i].what, asked, all[i].asked);
    lab_exploration_free(e.found);
  }
}

static void test_failure(void **state) {
  (void)state;
  static struct lab_examination e;
  char asked[200];
  examine(&e, &(struct want){.declared = "lost", .answers = {LOST, OPEN}}, asked, sizeof asked);
  assert_true(e.found->failed);
  assert_int_equal(e.found->interleavings, 0); /* there was no time to count them */
  assert_int_equal(e.found->sizes[0].failing, 2);
  assert_int_equal(e.found->sizes[0].executions, 4);
  assert_int_equal(e.found->n_words, 3);
  assert_string_equal(e.found->words[1].word, "lost");
  assert_string_equal(e.found->words[2].word, "duplicated");
  assert_true(e.found->words[2].bad && !e.found->words[0].bad);
  assert_string_equal(e.found->schedule, "T1 T2*4 B1");
  assert_string_equal(e.found->token, "x1-0-1:1,2:2");
  lab_exploration_free(e.found);
  examine(&e, &(struct want){.declared = "lost", .answers = {LOST, COUNTED}}, asked, sizeof asked);
  assert_int_equal(e.found->interleavings, 6);
  assert_int_equal(e.found->failing_interleavings, 4);
  lab_exploration_free(e.found);
}

/* Time was up before the last search came upon what an earlier one had found. */
static void test_failure_of_an_earlier_search(void **state) {
  (void)state;
  static const char answer[] =
      HEAD("false", "false") "\"counted\":1,\"phases\":[" PHASE("bound:1", "9", "3", "exhausted") "," PHASE(
          "dpor", "90", "0",
          "time") "],\"outcomes\":[{\"label\":\"holds\",\"bad\":false,\"executions\":90}],\"schedule\":{\"bad\":true,"
                  "\"label\":\"torn 1\",\"steps\":[{\"actor\":1}]}}";
  static struct lab_examination e;
  char asked[200];
  examine(&e, &(struct want){.declared = "torn", .answers = {answer, OPEN}}, asked, sizeof asked);
  assert_true(e.found->failed);
  assert_int_equal(e.found->sizes[0].failing, 3);
  assert_int_equal(e.found->sizes[0].executions, 9);
  assert_string_equal(e.found->words[1].word, "torn");
  assert_true(e.found->words[1].bad);
  assert_int_equal(e.found->words[1].executions, 3);
  lab_exploration_free(e.found);
}

static void test_coverage(void **state) {
  (void)state;
  static struct lab_examination e;
  char asked[200];
  examine(&e, &(struct want){.role = LAB_ROLE_FIXED, .declared = "holds", .answers = {OPEN}}, asked, sizeof asked);
  assert_int_equal(e.found->n_sizes, 1);
  assert_false(e.found->sizes[0].exhausted);
  assert_int_equal(e.found->sizes[0].preemptions, 1);
  assert_int_equal(e.found->sizes[0].executions, 101); /* of all searches: none of them stands for all */
  lab_exploration_free(e.found);
}

/* What was left out of a bounded search, and what failed in it, is not to pass for a search of all. */
static void test_left_out(void **state) {
  (void)state;
  static const struct {
    const char *answer;
    int preemptions;
  } all[] = {
      {HEAD("false", "false") "\"counted\":1,\"limits\":1,\"outcomes\":[],\"phases\":[" PHASE(
           "bound:0", "2", "0", "exhausted") ",{\"strategy\":\"bound:1\",\"cut\":1,\"stopped\":\"exhausted\"}]}",
       0},
      {HEAD("false", "false") "\"counted\":1,\"limits\":9,\"outcomes\":[],\"phases\":[" PHASE("bound:0", "2", "0",
                                                                                              "exhausted") "]}",
       -1},
      {HEAD("false", "false") "\"counted\":1,\"outcomes\":[],\"phases\":[" PHASE(
           "bound:0", "2", "0", "exhausted") "," PHASE("bound:1", "2", "1", "exhausted") "]}",
       0},
      {HEAD("false", "false") "\"counted\":1,\"outcomes\":[],\"phases\":[" PHASE("bound:0", "2", "0",
                                                                                 "executions") "]}",
       -1},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    static struct lab_examination e;
    char asked[200];
    examine(&e, &(struct want){.role = LAB_ROLE_FIXED, .declared = "holds", .answers = {all[i].answer}}, asked,
            sizeof asked);
    if (e.found->sizes[0].preemptions != all[i].preemptions)
      fail_msg("%s: up to %d preemptions, not %d", all[i].answer, e.found->sizes[0].preemptions, all[i].preemptions);
    lab_exploration_free(e.found);
  }
}

static void test_refusals(void **state) {
  (void)state;
  static struct lab_examination e;
  char asked[200];
  examine(&e, &(struct want){.answers = {REFUSED}}, asked, sizeof asked);
  assert_true(e.unsuited);
  assert_string_equal(e.refused, "not explored: fork()");
  lab_exploration_free(e.found);
  examine(&e, &(struct want){.answers = {"[]x"}}, asked, sizeof asked);
  assert_false(e.unsuited);
  assert_true(e.refused[0]);
  lab_exploration_free(e.found);
  static const enum lab_kind kinds[] = {LAB_PROCESSES, LAB_TIMED};
  for (size_t k = 0; k < 2; k++) {
    const struct lab_info info = {.name = (char *)(uintptr_t)"lab/variant", .hosts = hosts, .kind = kinds[k]};
    const struct lab_job job = {.info = &info, .engine = LAB_ENGINE_EXPLORE, .threads = 2, .ops = 1};
    double seconds;
    assert_false(lab_examination_begin(&e, &job, &(struct lab_request){0}, 1));
    assert_true(e.unsuited && strncmp(e.refused, "not explored: ", 14) == 0);
    assert_null(lab_examination_next(&e, &seconds));
    lab_exploration_free(e.found);
  }
}

/* A host that can be executed; it never is. */
static int make_hosts(void **state) {
  (void)state;
  char host[64];
  if (!mkdtemp(hosts))
    return -1;
  snprintf(host, sizeof host, "%s/lab-explore", hosts);
  FILE *file = fopen(host, "w");
  return file && fclose(file) == 0 ? chmod(host, 0700) : -1;
}

static int remove_hosts(void **state) {
  (void)state;
  char host[64];
  snprintf(host, sizeof host, "%s/lab-explore", hosts);
  return unlink(host) || rmdir(hosts);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sizes),
                                     cmocka_unit_test(test_failure),
                                     cmocka_unit_test(test_failure_of_an_earlier_search),
                                     cmocka_unit_test(test_coverage),
                                     cmocka_unit_test(test_left_out),
                                     cmocka_unit_test(test_refusals)};
  return cmocka_run_group_tests(tests, make_hosts, remove_hosts);
}
