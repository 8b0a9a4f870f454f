/* SPDX-License-Identifier: MIT */
#include "grade/rules.h"
#include <string.h>

struct check {
  const struct lab_outline *handout, *submission;
  const struct lab_tokens *harness;
  const struct lab_rubric *rubric;
  struct lab_error *error;
};

static bool is_one_of(const char *word, const char *const *list, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(word, list[i]) == 0)
      return true;
  return false;
}
#define IS_ONE_OF(word, list) is_one_of(word, list, sizeof(list) / sizeof *(list))

static bool among(const struct lab_tokens *tokens, const char *word) {
  for (size_t t = 0; t < tokens->n; t++)
    if (tokens->all[t].kind == LAB_TOKEN_WORD && lab_token_is(&tokens->all[t], word))
      return true;
  return false;
}

static bool has_word(const struct lab_outline *outline, const char *word) { return among(&outline->tokens, word); }

/* -- Words. -- */
static bool starts(const char *word, const char *with) { return strncmp(word, with, strlen(with)) == 0; }

/* NULL, or why the word is not for submissions. */
static const char *objection(const char *word) {
  static const char *const keywords[] = {"_Alignas", "_Alignof",  "_Atomic",        "_Bool",         "_Complex",
                                         "_Generic", "_Noreturn", "_Static_assert", "_Thread_local", "__func__"};
  static const char *const harness[] = {"lab_self", "lab_actors", "LAB_WATCH", "LAB_ACTORS_MAX"};
  static const char *const others[] = {"asm", "main", "typeof", "environ", "defined"};
  if (IS_ONE_OF(word, keywords) || IS_ONE_OF(word, harness))
    return NULL;
  if (IS_ONE_OF(word, others) || starts(word, "asm_"))
    return "is not for submissions";
  if (word[0] == '_' && (word[1] == '_' || (word[1] >= 'A' && word[1] <= 'Z')))
    return "belongs to the compiler, not to submissions";
  if (starts(word, "lab_") || starts(word, "LAB_"))
    return "belongs to the harness, not to submissions";
  return NULL;
}

static bool same_item(const struct lab_outline *a, const struct lab_item *i, const struct lab_outline *b,
                      const struct lab_item *j) {
  return lab_tokens_equal(&a->tokens.all[i->first], i->end - i->first, &b->tokens.all[j->first], j->end - j->first);
}

static bool is_handed_out(const struct check *check, const struct lab_item *item) {
  for (size_t i = 0; i < check->handout->n; i++)
    if (same_item(check->handout, &check->handout->items[i], check->submission, item))
      return true;
  return false;
}

/* The items of this token: those that are as they were handed out, and the table, may call the harness. */
static bool in_handed_out(const struct check *check, size_t token) {
  for (size_t i = 0; i < check->submission->n; i++) {
    const struct lab_item *item = &check->submission->items[i];
    if (token >= item->first && token < item->end)
      return item->kind == LAB_ITEM_TABLE || is_handed_out(check, item);
  }
  return false;
}

/* What tasks await with, where the exercise is about tasks. */
static bool is_of_tasks(const struct check *check, const char *word) {
  const struct lab_tokens *tokens = &check->handout->tokens;
  bool tasks = false;
  for (size_t t = 0; t < tokens->n; t++)
    tasks |= tokens->all[t].kind == LAB_TOKEN_HEADER && lab_token_is(&tokens->all[t], "<lab/task.h>");
  return tasks && (starts(word, "lab_task") || starts(word, "lab_await_") || strcmp(word, "lab_gather") == 0);
}

static bool is_denied(const struct check *check, const char *word) {
  const json_t *list = check->rubric->deny;
  for (size_t i = 0; i < json_array_size(list); i++)
    if (starts(word, json_string_value(json_array_get(list, i))))
      return true;
  return false;
}

static bool check_words(const struct check *check) {
  const struct lab_tokens *tokens = &check->submission->tokens;
  for (size_t t = 0; t < tokens->n; t++) {
    const struct lab_token *token = &tokens->all[t];
    const char *why = token->kind == LAB_TOKEN_WORD ? objection(token->text) : NULL;
    if (why && !in_handed_out(check, t) && !is_of_tasks(check, token->text))
      return lab_fail(check->error, 1, "line %u: %.60s %s", token->line, token->text, why);
    if (token->kind == LAB_TOKEN_WORD && is_denied(check, token->text))
      return lab_fail(check->error, 1, "line %u: %.60s: this exercise is to be solved without it", token->line,
                      token->text);
    if (token->kind == LAB_TOKEN_PUNCTUATOR && t + 1 < tokens->n && lab_token_is(token, "[") &&
        lab_token_is(&tokens->all[t + 1], "["))
      return lab_fail(check->error, 1, "line %u: attributes are not for submissions", token->line);
  }
  return true;
}

/* -- Directives. -- */
static bool check_include(const struct check *check, const struct lab_item *item) {
  static const char *const headers[] = {
      "<lab/lab.h>", "<lab/ck.h>", "<pthread.h>",     "<semaphore.h>", "<sched.h>",  "<stdatomic.h>", "<stdalign.h>",
      "<stdbool.h>", "<stddef.h>", "<stdint.h>",      "<stdlib.h>",    "<string.h>", "<limits.h>",    "<errno.h>",
      "<assert.h>",  "<time.h>",   "<stdnoreturn.h>", "<inttypes.h>",  "<unistd.h>"};
  const struct lab_token *header = &check->submission->tokens.all[item->first + 2];
  if (item->end - item->first != 3 || header->kind != LAB_TOKEN_HEADER)
    return lab_fail(check->error, 1, "line %u: only #include <header> is allowed", header[-1].line);
  return IS_ONE_OF(header->text, headers) ||
         lab_fail(check->error, 1,
                  "line %u: %.80s may not be included; this lab needs no other than those of threads, "
                  "atomics, memory and strings",
                  header->line, header->text);
}

/* A macro may have a name that nobody else uses. */
static bool check_define(const struct check *check, const struct lab_item *item) {
  static const char *const keywords[] = {
      "auto",     "break",  "case",     "char",   "const",  "continue", "default", "do",     "double",  "else",
      "enum",     "extern", "float",    "for",    "goto",   "if",       "inline",  "int",    "long",    "register",
      "restrict", "return", "short",    "signed", "sizeof", "static",   "struct",  "switch", "typedef", "union",
      "unsigned", "void",   "volatile", "while",  "bool",   "true",     "false",   "NULL"};
  const struct lab_token *name = &check->submission->tokens.all[item->first + 2];
  if (item->end - item->first < 3 || name->kind != LAB_TOKEN_WORD)
    return lab_fail(check->error, 1, "line %u: this #define has no name", name[-1].line);
  if (IS_ONE_OF(name->text, keywords) || name->text[0] == '_' || among(check->harness, name->text) ||
      has_word(check->handout, name->text) || objection(name->text) || starts(name->text, "pthread_") ||
      starts(name->text, "atomic_") || starts(name->text, "memory_order") || starts(name->text, "sem_") ||
      starts(name->text, "ck_") || starts(name->text, "CK_"))
    return lab_fail(check->error, 1, "line %u: %.60s may not be defined anew", name->line, name->text);
  for (size_t t = item->first + 1; t < item->end; t++) {
    const struct lab_token *token = &check->submission->tokens.all[t];
    if (lab_token_is(token, "##") || lab_token_is(token, "#"))
      return lab_fail(check->error, 1, "line %u: %s is not for submissions", token->line, token->text);
  }
  return true;
}

static bool check_directives(const struct check *check) {
  for (size_t i = 0; i < check->submission->n; i++) {
    const struct lab_item *item = &check->submission->items[i];
    if (item->kind != LAB_ITEM_DIRECTIVE || is_handed_out(check, item) || item->end == item->first + 1)
      continue;
    bool good = false;
    if (strcmp(item->name, "include") == 0)
      good = check_include(check, item);
    else if (strcmp(item->name, "define") == 0)
      good = check_define(check, item);
    else
      lab_fail(check->error, 1, "line %u: #%.40s is not for submissions",
               check->submission->tokens.all[item->first].line, item->name);
    if (!good)
      return false;
  }
  return true;
}

/* -- What must stay. -- */
static bool check_unchanged(const struct check *check, const struct lab_item *item, const char *what) {
  unsigned found = 0;
  for (size_t i = 0; i < check->submission->n; i++)
    found += same_item(check->handout, item, check->submission, &check->submission->items[i]);
  if (found == 1)
    return true;
  const struct lab_item *other = item->name ? lab_outline_find(check->submission, item->kind, item->name) : NULL;
  if (other && found == 0)
    return lab_fail(check->error, 1, "line %u: %s was changed; it has to stay as it was handed out",
                    check->submission->tokens.all[other->first].line, what);
  return lab_fail(check->error, 1, "%s %s; it has to stay as it was handed out", what,
                  found ? "is there twice" : "is missing");
}

/* A function of the hand-out that the audit needs and no actor does. */
static bool is_of_audit(const struct lab_outline *handout, const struct lab_item *item, const char *audit) {
  if (strcmp(item->name, audit) == 0)
    return true;
  bool judged = false;
  for (size_t i = 0; i < handout->n; i++) {
    const struct lab_item *other = &handout->items[i];
    if (other == item || other->kind != LAB_ITEM_FUNCTION || !lab_outline_mentions(handout, other, item->name))
      continue;
    if (strcmp(other->name, audit) != 0)
      return false;
    judged = true;
  }
  return judged;
}

static bool is_named(const json_t *list, const char *name) {
  for (size_t i = 0; i < json_array_size(list); i++)
    if (strcmp(json_string_value(json_array_get(list, i)), name) == 0)
      return true;
  return false;
}

static bool check_items(const struct check *check) {
  const struct lab_outline *handout = check->handout;
  const char *audit = lab_outline_word(handout, "audit");
  for (size_t i = 0; i < handout->n; i++) {
    const struct lab_item *item = &handout->items[i];
    char what[100];
    const bool function = item->kind == LAB_ITEM_FUNCTION && ((audit && is_of_audit(handout, item, audit)) ||
                                                              is_named(check->rubric->unchanged, item->name));
    const bool constant =
        (item->kind == LAB_ITEM_DIRECTIVE && strcmp(item->name, "define") == 0) ||
        (item->kind == LAB_ITEM_DECLARATION && lab_token_is(&handout->tokens.all[item->first], "enum"));
    if (function)
      snprintf(what, sizeof what, "the function %.60s", item->name);
    else if (item->kind == LAB_ITEM_DIRECTIVE)
      snprintf(what, sizeof what, "#define %.60s", handout->tokens.all[item->first + 2].text);
    else
      snprintf(what, sizeof what, "an enumeration");
    if ((function || constant) && !check_unchanged(check, item, what))
      return false;
  }
  return true;
}

/* How often these tokens stand in a file. */
static size_t occurrences(const struct lab_tokens *in, const struct lab_tokens *what) {
  size_t found = 0;
  for (size_t t = 0; t + what->n <= in->n && what->n > 0; t++)
    found += lab_tokens_equal(&in->all[t], what->n, what->all, what->n);
  return found;
}

static bool check_kept(const struct check *check) {
  const char *text;
  for (size_t i = 0; (text = lab_rubric_piece(check->rubric, i)); i++) {
    struct lab_tokens tokens;
    bool good = lab_tokens_read(&tokens, text, strlen(text), check->error);
    if (good && occurrences(&check->submission->tokens, &tokens) < occurrences(&check->handout->tokens, &tokens))
      good = lab_fail(check->error, 1, "\"%.80s\" is missing: it observes what happens, and has to stay", text);
    lab_tokens_clear(&tokens);
    if (!good)
      return false;
  }
  return true;
}

/* -- The table. -- */
static bool check_shape(const struct check *check, const struct lab_item *table) {
  const struct lab_token *all = check->submission->tokens.all;
  const unsigned line = all[table->first].line;
  long depth = 0;
  for (size_t t = table->first; t < table->end; t++) {
    const bool comma = depth == 1 && lab_token_is(&all[t], ",");
    if (all[t].kind == LAB_TOKEN_PUNCTUATOR && all[t].text[1] == '\0') {
      depth += strchr("([{", all[t].text[0]) != NULL;
      depth -= strchr(")]}", all[t].text[0]) != NULL;
    }
    if (!comma)
      continue;
    if (t + 3 >= table->end || !lab_token_is(&all[t + 1], ".") || !lab_token_is(&all[t + 3], "="))
      return lab_fail(check->error, 1, "line %u: the table LAB_VARIANT takes .member = value, nothing else",
                      all[t].line);
    long inner = 0;
    for (size_t u = t + 2; u + 2 < table->end; u++) {
      inner += all[u].kind == LAB_TOKEN_PUNCTUATOR && strchr("([{", all[u].text[0]) && all[u].text[1] == '\0';
      inner -= all[u].kind == LAB_TOKEN_PUNCTUATOR && strchr(")]}", all[u].text[0]) && all[u].text[1] == '\0';
      if (inner == 0 && lab_token_is(&all[u], ",") && lab_token_is(&all[u + 1], ".") &&
          lab_token_equal(&all[u + 2], &all[t + 2]))
        return lab_fail(check->error, 1, "line %u: .%.40s is set twice", line, all[t + 2].text);
    }
  }
  return true;
}

static bool check_member(const struct check *check, const char *member) {
  size_t a = 0, a_end = 0, b = 0, b_end = 0;
  const bool had = lab_outline_member(check->handout, member, &a, &a_end);
  const bool has = lab_outline_member(check->submission, member, &b, &b_end);
  if (had == has && (!had || lab_tokens_equal(&check->handout->tokens.all[a], a_end - a,
                                              &check->submission->tokens.all[b], b_end - b)))
    return true;
  return lab_fail(check->error, 1, "the table LAB_VARIANT: .%s has to stay as it was handed out", member);
}

/* Each actor of the table is a function of the file. */
static bool check_actors(const struct check *check) {
  static const char *const members[] = {"actor", "actors", "work"};
  for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
    size_t first = 0, end = 0;
    if (!lab_outline_member(check->handout, members[m], &first, &end))
      continue;
    for (size_t t = first; t < end; t++) {
      const char *word = check->handout->tokens.all[t].text;
      if (lab_outline_find(check->handout, LAB_ITEM_FUNCTION, word) &&
          !lab_outline_find(check->submission, LAB_ITEM_FUNCTION, word))
        return lab_fail(check->error, 1, "the function %.60s is missing", word);
    }
  }
  return true;
}

static bool check_table(const struct check *check) {
  static const char *const fixed[] = {"actor",   "actors",     "work",   "audit",    "ops",      "threads", "kind",
                                      "unit_us", "iterations", "mortal", "observes", "outcomes", "expect"};
  const struct lab_outline *submission = check->submission;
  const struct lab_item *table = lab_outline_find(submission, LAB_ITEM_TABLE, NULL);
  size_t tables = 0;
  for (size_t t = 0; t < submission->tokens.n; t++)
    tables += lab_token_is(&submission->tokens.all[t], "LAB_VARIANT");
  if (!table || tables != 1)
    return lab_fail(check->error, 1,
                    tables ? "LAB_VARIANT may stand there once, at the end" : "the table LAB_VARIANT is missing");
  const struct lab_item *handed = lab_outline_find(check->handout, LAB_ITEM_TABLE, NULL);
  if (!lab_tokens_equal(&check->handout->tokens.all[handed->first], 5, &submission->tokens.all[table->first], 5))
    return lab_fail(check->error, 1, "the table LAB_VARIANT: the name of the state has to stay");
  if (!check_shape(check, table))
    return false;
  for (size_t m = 0; m < sizeof fixed / sizeof *fixed; m++)
    if (!check_member(check, fixed[m]))
      return false;
  return true;
}

bool lab_rules_check(const struct lab_outline *handout, const struct lab_tokens *harness,
                     const struct lab_outline *submission, const struct lab_rubric *rubric, struct lab_error *error) {
  const struct check check = {handout, submission, harness, rubric, error};
  if (!lab_outline_find(handout, LAB_ITEM_TABLE, NULL))
    return lab_fail(error, 3, "the hand-out has no table LAB_VARIANT");
  return check_actors(&check) && check_items(&check) && check_words(&check) && check_directives(&check) &&
         check_kept(&check) && check_table(&check);
}

bool lab_rules_fit(const struct lab_outline *handout, const struct lab_rubric *rubric, struct lab_error *error) {
  const char *text;
  for (size_t i = 0; (text = lab_rubric_piece(rubric, i)); i++) {
    struct lab_tokens tokens;
    struct lab_error problem = {0};
    const bool there =
        lab_tokens_read(&tokens, text, strlen(text), &problem) && occurrences(&handout->tokens, &tokens) > 0;
    lab_tokens_clear(&tokens);
    if (!there)
      return lab_fail(error, 2, "the rubric: \"%.80s\" is not in the exercise", text);
  }
  for (size_t i = 0; i < json_array_size(rubric->unchanged); i++) {
    const char *name = json_string_value(json_array_get(rubric->unchanged, i));
    if (!lab_outline_find(handout, LAB_ITEM_FUNCTION, name))
      return lab_fail(error, 2, "the rubric: there is no function %.60s in the exercise", name);
  }
  return true;
}
