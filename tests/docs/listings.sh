#!/bin/bash
# SPDX-License-Identifier: MIT
# The listings keep their form: at most 100 lines, an operation of at most 12 between its braces, a question above the code and an
# afterword below it, nothing of a harness, an expectation for every engine that runs it, and for each broken variant a fixed one
# that is not far from it.  Lessons have their parts in order, send the reader to every tool, and name only variants that exist.
labs=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../labs" && pwd)
failures=0
complain() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

# The names behind .actor, .actors and .work.
operations() {
  grep -oE '\.(actor|work) = [a-z_]+' "$1" | sed 's/.*= //'
  tr '\n' ' ' <"$1" | grep -oE '\.actors = \{(\{[^}]*\},? *)+\}' | grep -oE ', *[a-z_]+\}' | tr -d ',} '
}

# Lines of a function between its braces.
length_of() { # function, file
  awk -v f="$1" '!on && $0 ~ "^static .*[ *]" f "\\(" { on = 1; n = -1; one = /\}$/ }
    on && (/^}/ || one) { print n + one + one; exit } on { n++ }' "$2"
}

# The code alone: no comments, no empty lines, not the table.
code() { sed -e '/^LAB_VARIANT/,$d' -e '/^\/\*/,/\*\//d' -e '/^ *$/d' "$1"; }

for file in "$labs"/*/*.c; do
  name=${file#"$labs"/}
  lines=$(wc -l <"$file")
  [ "$lines" -le 100 ] || complain "$name has $lines lines"
  head -1 "$file" | grep -q 'SPDX-License-Identifier: MIT' || complain "$name does not begin with its licence"
  grep -q 'Question:' "$file" || complain "$name asks no question"
  grep -q 'Run: ' "$file" || complain "$name does not say how to run it"
  grep -q 'Afterword:' "$file" || complain "$name has no afterword"
  if code "$file" | grep -nE '^#if|\bprintf\(|^int main'; then complain "$name has what a listing must not have"; fi
  if [ "${name#*/}" != exercise.c ]; then
    engines="native tsan explore"
    grep -qE 'LAB_PROCESSES|\.work = ' "$file" && engines="native tsan"
    for engine in $engines; do
      grep -q "\.$engine = LAB_\|\.$engine = \"" "$file" || complain "$name declares nothing for $engine"
    done
  fi
  [ -n "$(operations "$file")" ] || complain "$name has no operation"
  for operation in $(operations "$file"); do
    length=$(length_of "$operation" "$file")
    grep -q '\.work = ' "$file" && continue # a timed listing does its whole work there
    [ "${length:-99}" -le 12 ] || complain "$name: $operation has ${length:-no} lines"
  done
done

# Between a broken variant and the fixed one that is nearest: fewer changed lines than the broken one has.
for broken in "$labs"/*/broken*.c; do
  nearest=1000
  for fixed in "${broken%/*}"/fixed-*.c; do
    [ -e "$fixed" ] || continue
    changed=$(diff <(code "$broken") <(code "$fixed") | grep -c '^[<>]')
    [ "$changed" -lt "$nearest" ] && nearest=$changed
  done
  [ "$nearest" = 1000 ] && continue # ways to do the same work are compared with one another, not fixed
  [ "$nearest" -le "$(code "$broken" | wc -l)" ] ||
    complain "${broken#"$labs"/}: the nearest fix changes $nearest lines of $(code "$broken" | wc -l)"
done

for lesson in "$labs"/*/lab.md; do
  name=${lesson#"$labs"/}
  head -1 "$lesson" | grep -q '^# ' || complain "$name does not begin with a title"
  grep -qE '^Unit: [0-9]+\.[0-9]+' "$lesson" || complain "$name does not say where in the reading order it stands"
  parts=$(grep '^## ' "$lesson" | tr '\n' ',')
  [ "$parts" = "## The program,## Predict,## Run,## What happened and why,## Further reading," ] || complain "$name: $parts"
  lab=${name%/*}
  verbs="run diff explore"
  cat "$labs/$lab"/*.c | grep -qE 'LAB_PROCESSES|\.work = ' && verbs="run diff"
  for verb in $verbs; do
    sed -n '/^## Run/,/^## What/p' "$lesson" | grep -qE "^    (taskset -c 0 )?lab $verb $lab" || complain "$name does not lead to lab $verb"
  done
  [ -e "${lesson%lab.md}exercise.c" ] || complain "$name has no exercise"
done

# Names of variants, also those of other labs (LAB/VARIANT), in lessons and comments.
for file in "$labs"/*/lab.md "$labs"/*/*.c; do
  name=${file#"$labs"/}
  for mentioned in $(grep -oE '([a-z]+(-[a-z]+)*/)?\b(broken|fixed)(-[a-z]+)+\b' "$file" | sort -u); do
    case $mentioned in
    */*) [ -e "$labs/$mentioned.c" ] ;;
    *) [ -e "$labs/${name%%/*}/$mentioned.c" ] ;;
    esac || complain "$name names $mentioned, which does not exist"
  done
done
[ "$failures" -eq 0 ]
