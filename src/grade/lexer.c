/* SPDX-License-Identifier: MIT */
#include "grade/lexer.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct lexer {
  const char *begin, *at, *end;
  unsigned line;
  bool directive, include, fresh; /* fresh: nothing but white space since the line began */
  struct lab_tokens *tokens;
  size_t room;
  char *into;
  struct lab_error *error;
};

static bool wrong(struct lexer *lexer, const char *what) {
  return lab_fail(lexer->error, 1, "line %u: %s", lexer->line, what);
}

/* Passes over a backslash at the end of a line, as often as it stands there. */
static void skip_splices(struct lexer *lexer) {
  for (;;) {
    const char *c = lexer->at;
    if (c == lexer->end || *c != '\\')
      return;
    const size_t length = c[1] == '\n' ? 2 : c[1] == '\r' && c[2] == '\n' ? 3 : 0;
    if (length == 0)
      return;
    lexer->at += length;
    lexer->line++;
  }
}

/* The character here, 0 at the end; it is within one logical line that no splice interrupts. */
static char look(struct lexer *lexer) {
  skip_splices(lexer);
  return lexer->at < lexer->end ? *lexer->at : '\0';
}

static char look_further(struct lexer *lexer) {
  const struct lexer before = *lexer;
  char next = '\0';
  if (look(lexer)) {
    lexer->at++;
    next = look(lexer);
  }
  lexer->at = before.at;
  lexer->line = before.line;
  return next;
}

static char take(struct lexer *lexer) {
  const char c = look(lexer);
  if (!c)
    return c;
  lexer->at++;
  lexer->line += c == '\n';
  return c;
}

static bool is_word_start(char c) { return isalpha((unsigned char)c) || c == '_'; }
static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* -- White space and comments. -- */
static bool skip_comment(struct lexer *lexer) {
  const unsigned began = lexer->line;
  take(lexer);
  if (take(lexer) == '/') {
    while (look(lexer) && look(lexer) != '\n')
      take(lexer);
    return true;
  }
  for (char c = take(lexer); c; c = take(lexer))
    if (c == '*' && look(lexer) == '/') {
      take(lexer);
      return true;
    }
  lexer->line = began;
  return wrong(lexer, "a comment that never ends");
}

static bool skip_blanks(struct lexer *lexer) {
  for (char c = look(lexer); c; c = look(lexer)) {
    if (c == '\n') {
      take(lexer);
      lexer->directive = lexer->include = false;
      lexer->fresh = true;
    } else if (isspace((unsigned char)c)) {
      take(lexer);
    } else if (c == '/' && (look_further(lexer) == '/' || look_further(lexer) == '*')) {
      if (!skip_comment(lexer))
        return false;
    } else {
      return true;
    }
  }
  return true;
}

/* -- Tokens. -- */
static void put(struct lexer *lexer) { *lexer->into++ = take(lexer); }

static bool take_literal(struct lexer *lexer) {
  const char quote = look(lexer);
  put(lexer);
  for (char c = look(lexer); c && c != '\n'; c = look(lexer)) {
    put(lexer);
    if (c == quote)
      return true;
    if (c == '\\' && look(lexer) && look(lexer) != '\n')
      put(lexer);
  }
  return wrong(lexer, quote == '"' ? "a string that never ends" : "a character constant that never ends");
}

static bool take_header(struct lexer *lexer) {
  for (char c = look(lexer); c && c != '\n'; c = look(lexer)) {
    put(lexer);
    if (c == '>')
      return true;
  }
  return wrong(lexer, "#include <... without a >");
}

static void take_number(struct lexer *lexer) {
  char last = '\0';
  for (char c = look(lexer); is_word(c) || c == '.' || ((c == '+' || c == '-') && last && strchr("eEpP", last));
       c = look(lexer)) {
    put(lexer);
    last = c;
  }
}

static bool take_punctuator(struct lexer *lexer) {
  static const char *const longer[] = {"...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=",
                                       "&&",  "||",  "*=",  "/=", "%=", "+=", "-=", "&=", "^=", "|=", "##"};
  static const char *const digraphs[] = {"<:", ":>", "<%", "%>", "%:"};
  const char c = look(lexer), next = look_further(lexer);
  if (!isprint((unsigned char)c))
    return wrong(lexer, "a byte that is neither ASCII nor in a string or comment");
  if (strchr("\\@`$", c))
    return wrong(lexer, "a character that does not belong into C");
  for (size_t d = 0; d < sizeof digraphs / sizeof *digraphs; d++)
    if (digraphs[d][0] == c && digraphs[d][1] == next)
      return wrong(lexer, "a digraph; write the bracket, brace or # itself");
  put(lexer);
  char *start = lexer->into - 1;
  for (size_t more = 1; more < 3 && look(lexer); more++) {
    start[more] = look(lexer);
    bool known = false;
    for (size_t l = 0; l < sizeof longer / sizeof *longer; l++)
      known |= strncmp(start, longer[l], more + 1) == 0;
    if (!known)
      break;
    put(lexer);
  }
  /* ".." is no token: two dots. */
  if (lexer->into - start == 2 && start[0] == '.' && start[1] == '.')
    return wrong(lexer, "\"..\" is no C");
  return true;
}

static bool take_token(struct lexer *lexer, struct lab_token *token) {
  const char c = look(lexer), next = look_further(lexer);
  if (lexer->fresh && c == '#')
    lexer->directive = true;
  *token = (struct lab_token){.line = lexer->line,
                              .directive = lexer->directive,
                              .first = lexer->fresh,
                              .text = lexer->into,
                              .from = (size_t)(lexer->at - lexer->begin)};
  lexer->fresh = false;
  bool good = true;
  if (is_word_start(c)) {
    token->kind = LAB_TOKEN_WORD;
    while (is_word(look(lexer)))
      put(lexer);
    const size_t length = (size_t)(lexer->into - token->text);
    if (length <= 2 && strchr("LuU", token->text[0]) && (look(lexer) == '"' || look(lexer) == '\'')) {
      token->kind = LAB_TOKEN_STRING;
      good = take_literal(lexer);
    }
  } else if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)next))) {
    token->kind = LAB_TOKEN_NUMBER;
    take_number(lexer);
  } else if (c == '"' || c == '\'') {
    token->kind = LAB_TOKEN_STRING;
    good = take_literal(lexer);
  } else if (c == '<' && lexer->include) {
    token->kind = LAB_TOKEN_HEADER;
    good = take_header(lexer);
  } else {
    token->kind = LAB_TOKEN_PUNCTUATOR;
    good = take_punctuator(lexer);
  }
  *lexer->into++ = '\0';
  token->to = (size_t)(lexer->at - lexer->begin);
  lexer->include = lexer->directive && lab_token_is(token, "include");
  return good;
}

static struct lab_token *room_for(struct lexer *lexer) {
  struct lab_tokens *tokens = lexer->tokens;
  if (tokens->n == lexer->room) {
    const size_t room = lexer->room ? 2 * lexer->room : 1024;
    struct lab_token *grown = realloc(tokens->all, room * sizeof *grown);
    if (!grown) {
      lab_fail(lexer->error, 3, "out of memory");
      return NULL;
    }
    tokens->all = grown;
    lexer->room = room;
  }
  return &tokens->all[tokens->n++];
}

static bool find_trigraphs(struct lexer *lexer) {
  for (const char *c = lexer->at; c + 2 < lexer->end; c++) {
    lexer->line += *c == '\n';
    if (c[0] == '?' && c[1] == '?' && strchr("=/'()!<>-", c[2]))
      return !wrong(lexer, "a trigraph (two question marks and a third character)");
  }
  lexer->line = 1;
  return false;
}

bool lab_tokens_read(struct lab_tokens *tokens, const char *text, size_t size, struct lab_error *error) {
  *tokens = (struct lab_tokens){.texts = malloc(2 * size + 2)};
  struct lexer lexer = {.begin = text,
                        .at = text,
                        .end = text + size,
                        .line = 1,
                        .fresh = true,
                        .tokens = tokens,
                        .into = tokens->texts,
                        .error = error};
  if (!tokens->texts)
    return lab_fail(error, 3, "out of memory");
  if (find_trigraphs(&lexer))
    return false;
  for (;;) {
    if (!skip_blanks(&lexer))
      return false;
    if (!look(&lexer))
      return true;
    struct lab_token *token = room_for(&lexer);
    if (!token || !take_token(&lexer, token))
      return false;
  }
}

void lab_tokens_clear(struct lab_tokens *tokens) {
  free(tokens->all);
  free(tokens->texts);
  *tokens = (struct lab_tokens){0};
}

bool lab_token_is(const struct lab_token *token, const char *text) { return strcmp(token->text, text) == 0; }

bool lab_token_equal(const struct lab_token *a, const struct lab_token *b) {
  return a->kind == b->kind && strcmp(a->text, b->text) == 0;
}

bool lab_tokens_equal(const struct lab_token *a, size_t n, const struct lab_token *b, size_t m) {
  if (n != m)
    return false;
  for (size_t i = 0; i < n; i++)
    if (!lab_token_equal(&a[i], &b[i]))
      return false;
  return true;
}
