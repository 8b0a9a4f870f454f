#!/bin/bash
# SPDX-License-Identifier: MIT
# Help of every command, the man page, the completion.  That no option is missing in them is a unit test.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

expect 0 --version
silent
prints '^lab [0-9]+\.[0-9]+\.[0-9]+$'
for word in --help -h help; do
  expect 0 "$word"
  silent
  prints '^usage: lab COMMAND'
done
commands='run explore check merge bench compare-detectors list show diff assign grade doctor help'
for command in $commands; do
  expect 0 help
  prints "^  $command "
  for arguments in "$command --help" "$command -h" "help $command" "$command counter-race --iterations 5 --help"; do
    case $arguments in *--iterations*) [ "$command" = run ] || continue ;; esac
    # shellcheck disable=SC2086
    expect 0 $arguments
    silent
    prints "^usage: lab $command "
    prints '--help'
  done
done

# No line is wider than the terminal, but for single words; what a command does stands apart from its name.
for columns in 40 60 80; do
  COLUMNS=$columns expect 0 help
  prints '^  compare-detectors  Show '
  for command in '' $commands; do
    # shellcheck disable=SC2086
    COLUMNS=$columns expect 0 help $command
    awk -v most=$columns 'NR > 1 && length > most && NF > 2 && !/^Begin with/ { print }' "$out" >wide
    [ ! -s wide ] || complain "help $command on $columns columns: $(head -1 wide)"
  done
done

expect 0 help --man
silent
prints '^\.TH LAB 1 '
if command -v groff >/dev/null; then
  groff -man -Tascii -P-c -ww "$out" >page 2>problems
  [ ! -s problems ] || complain "groff: $(head -3 problems)"
  [ -s page ] || complain 'the man page is empty'
fi
refuses 2 'exclude each other' help --man --bash-completion

expect 0 help --bash-completion
silent
cp "$out" completion
# shellcheck disable=SC1091
. ./completion
complete_with() { # WORD...: the last one is being typed
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  _lab "$LAB" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
  reply=" ${COMPREPLY[*]} "
}
offers() { # EXPECTED WORD...
  local want=$1
  shift
  complete_with "$@"
  [[ $reply == *" $want "* ]] || complain "completion of '$*' offers '$reply', not $want"
}
offers run lab r
offers --version lab --v
offers counter-race lab run count
offers counter-race/fixed-mutex lab run counter-race/fixed-m
offers --iterations lab run --it
offers tsan lab run --engine t
offers tsan lab run --engine = t
offers junit lab check --format j
offers completion lab run --output comp
mkdir -p races && touch races/mine.c races/notes.txt
offers races/mine.c lab run races/
offers ./races/ lab explore ./ra
offers completion lab check --compile-commands comp
complete_with lab run races/
[[ $reply != *notes.txt* ]] || complain "completion of lab run offers what is no C: $reply"
complete_with lab run ra
[[ $reply != *races/* ]] || complain "completion of a name offers folders: $reply"
offers doctor lab help do
offers counter-race lab diff count
offers fixed-mutex lab diff counter-race fixed-m
offers fixed-cas lab diff counter-race broken fixed-c
complete_with lab run --iterations ''
[ "$reply" = '  ' ] || complain "completion of a number offers '$reply'"
complete_with lab doctor ''
[ "$reply" = '  ' ] || complain "completion of doctor offers '$reply'"
finish
