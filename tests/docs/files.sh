#!/bin/bash
# SPDX-License-Identifier: MIT
# "Your own races" of the README: its commands are run on its project, and find the race once the lock is gone.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../cli/common.sh"

cp -r "$here/project" fine
cp -r "$here/project" broken
sed -i '/pthread_mutex_\(un\)\?lock(/d' broken/stock.c

# The commands stand indented in the section.
awk '/^## /{ on = $0 == "## Your own races" } on' "$here/../../README.md" | sed -n 's/^    lab //p' >commands
[ "$(wc -l <commands)" -ge 3 ] || complain "the README's section has no commands"
while read -r words; do
  for project in fine broken; do
    cd "$work/$project" || exit
    # shellcheck disable=SC2086 # a command line
    [ $project = fine ] && expect 0 $words || expect 1 $words
  done
  case $words in
  explore*) prints '^overdrawn 1' ;;
  check*) prints '^NOT OK +races/last-copy +tsan .*data-race' ;;
  run*) prints 'stock\.c:10' ;; # where stock.c races, not the variant that calls it
  esac
done <"$work/commands"

# The listing is twenty lines at most.
[ "$(wc -l <"$here/project/races/last-copy.c")" -le 20 ] || complain "the regression has more than twenty lines"
finish
