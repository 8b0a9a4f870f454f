/* SPDX-License-Identifier: MIT */
/*
 * The completion for bash: options and their words from the tables, names of labs by asking lab when they are needed.
 */
#include "cli/help.h"

static void put_verb_names(FILE *out) {
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++)
    fprintf(out, "%s%s", verb == lab_verbs ? "" : " ", (*verb)->name);
}

/* What can follow an option that takes a value; a number has no completion. */
static void put_value(FILE *out, const struct lab_verb *verb, const struct argp_option *option) {
  fputs("      ", out);
  if (option->key < 0x100)
    fprintf(out, "-%c | ", option->key);
  fprintf(out, "--%s) ", option->name);
  const char *const *choices = lab_option_choices(verb, option->key);
  if (choices) {
    fputs("COMPREPLY=($(compgen -W '", out);
    for (size_t c = 0; choices[c]; c++)
      fprintf(out, "%s%s", c ? " " : "", choices[c]);
    fputs("' -- \"$cur\")) ;;\n", out);
  } else if (option->key == LAB_OPTION_OUTPUT || option->key == LAB_OPTION_COMPILE_COMMANDS) {
    fputs("COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n", out);
  } else {
    fputs(": ;;\n", out);
  }
}

static void put_verb(FILE *out, const struct lab_verb *verb) {
  fprintf(out, "  %s)\n    options='", verb->name);
  for (const struct argp_option *o = verb->options; o->name; o++)
    fprintf(out, "%s--%s", o == verb->options ? "" : " ", o->name);
  fputs("'\n    case $prev in\n", out);
  for (const struct argp_option *o = verb->options; o->name; o++)
    if (o->arg)
      put_value(out, verb, o);
  fputs("      *) value= ;;\n    esac\n", out);
  if (verb == &lab_verb_help) {
    fputs("    names='", out);
    put_verb_names(out);
    fputs("'\n", out);
  } else if (verb->most > 0) {
    fprintf(out, "    labs=%d\n", verb == &lab_verb_diff ? 2 : 1);
  }
  if (verb->takes_files)
    fputs("    files=1\n", out);
  fputs("    ;;\n", out);
}

void lab_help_completion(FILE *out) {
  fputs("# bash completion for lab; made by: lab help --bash-completion\n"
        "_lab() {\n"
        "  local cur=$2 prev=$3 value=1 labs= files= options= names=\n"
        "  COMPREPLY=()\n"
        "  [[ $cur == = ]] && cur=\n"
        "  [[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
        "  if ((COMP_CWORD == 1)); then\n"
        "    COMPREPLY=($(compgen -W '",
        out);
  put_verb_names(out);
  fputs(" --help --version' -- \"$cur\"))\n"
        "    return\n"
        "  fi\n"
        "  case ${COMP_WORDS[1]} in\n",
        out);
  for (const struct lab_verb *const *verb = lab_verbs; *verb; verb++)
    put_verb(out, *verb);
  fputs("  *) return ;;\n"
        "  esac\n"
        "  [[ $value ]] && return\n"
        "  if [[ $cur == -* ]]; then\n"
        "    COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
        "    return\n"
        "  fi\n"
        "  [[ $labs ]] && names=$(\"$1\" list --names --quiet 2>/dev/null)\n"
        "  if [[ $labs == 2 && $COMP_CWORD -gt 2 && $cur != */* ]]; then # LAB VARIANT VARIANT\n"
        "    names=$(\"$1\" list --names --quiet \"${COMP_WORDS[2]}\" 2>/dev/null | sed -n 's,.*/,,p')\n"
        "  fi\n"
        "  COMPREPLY=($(compgen -W \"$names\" -- \"$cur\"))\n"
        "  if [[ $files ]]; then # folders once it is a path that is being typed\n"
        "    local IFS=$'\\n'\n"
        "    COMPREPLY+=($(compgen -f -X '!*.c' -- \"$cur\"))\n"
        "    [[ $cur == */* || $cur == .* ]] && COMPREPLY+=($(compgen -d -S / -- \"$cur\"))\n"
        "  fi\n"
        "}\n"
        "complete -F _lab lab\n",
        out);
}
