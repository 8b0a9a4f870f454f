#!/bin/bash
# SPDX-License-Identifier: MIT
# The README's blocks between "begin" and "end" are made by the program; nothing in them is typed.
#
#   LAB=build/default/bin/lab tests/docs/readme.sh --write     makes them anew
#
# Without --write this is a test: the list of labs and the listing must be what they are now, and the table must have
# the rows that it has now (its numbers differ from run to run).  Every option that the README names must
# be known to the program.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readme=$here/../../README.md
write=
[ "${1-}" = --write ] && write=1
. "$here/../cli/common.sh"
export LC_ALL=C.UTF-8

# The listing of a variant from its first include to the end of its table.
listing() { awk '/^#include/ { on = 1 } on { print } on && /\}\);$/ { exit }' "$here/../../labs/$1.c"; }

produce() { # what stands behind "begin:"
  case $1 in
  "lab run"* | "lab explore"*) printf '```\n$ %s\n' "$1" && COLUMNS=80 "$LAB" ${1#lab } && printf '```\n' ;;
  "lab list") printf '```\n' && "$LAB" list | sed '/^Next:/d' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' && printf '```\n' ;;
  "file "*) printf '```c\n' && sed 1d "$here/../../${1#file }" && printf '```\n' ;;
  "listing "*) printf '```c\n' && listing "${1#listing }" && printf '```\n' ;;
  *) echo "unknown block: $1" ;;
  esac
}

block() { awk -v name="<!-- begin: $1 -->" '$0 == name { on = 1; next } /^<!-- end -->/ { on = 0 } on' "$readme"; }

# What stays the same from run to run: the groups and the names of the rows. (Columns widen with their numbers.)
shape() { sed -nE 's/^(─ [a-z, ]+).*/\1/p; s/^((broken|fixed|exercise)[a-z-]*) .*/\1/p'; }

without_seconds() { sed -E 's/ +[0-9]+\.[0-9]{3}  / SECONDS  /'; }

if [ -n "$write" ]; then
  cp "$readme" "$work/new"
  grep -oP '^<!-- begin: \K.*(?= -->)' "$readme" | while read -r name; do
    produce "$name" >"$work/block"
    awk -v name="<!-- begin: $name -->" -v file="$work/block" '
      $0 == name { print; while ((getline line < file) > 0) print line; skip = 1; next }
      /^<!-- end -->/ { skip = 0 } !skip' "$work/new" >"$work/next" && mv "$work/next" "$work/new"
  done
  cp "$work/new" "$readme"
  exit
fi

while read -r name; do
  block "$name" >"$work/stands"
  produce "$name" >"$work/is" 2>"$err"
  case $name in
  "lab run"*) shape <"$work/stands" >"$work/stands.shape" && shape <"$work/is" >"$work/is.shape"
    [ -s "$work/is.shape" ] || complain "$name prints no table"
    diff "$work/stands.shape" "$work/is.shape" || complain "README: the table of \"$name\" has changed" ;;
  "lab explore"*) diff <(without_seconds <"$work/stands") <(without_seconds <"$work/is") ||
    complain "README: \"$name\" has changed" ;;
  *) diff "$work/stands" "$work/is" || complain "README: \"$name\" has changed" ;;
  esac
done < <(grep -oP '^<!-- begin: \K.*(?= -->)' "$readme")

for command in run explore check bench compare-detectors list show diff doctor assign grade; do
  "$LAB" help "$command"
done >"$work/help" 2>/dev/null
for option in $(grep -oE '(^|[ `])--[a-z][a-z-]+' "$readme" | tr -d ' `' | sort -u); do
  case $option in
  --preset | --build | --install | --prefix) ;; # cmake's
  *) grep -qE -- "$option\b" "$work/help" || complain "README names an option that does not exist: $option" ;;
  esac
done
finish
