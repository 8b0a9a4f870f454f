#!/bin/bash
# SPDX-License-Identifier: MIT
# README, "In CI": its commands do what it says, on a folder of programs that are as declared and on one that is not.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
mkdir bin
printf '#!/bin/sh\nexec "%s" "$@"\n' "$LAB" >bin/lab
chmod +x bin/lab
PATH=$work/bin:$PATH

# The lines of the blocks marked "commands: ci".
awk '/^<!-- commands: ci -->$/ { marked = 1 } marked && /^```$/ { marked = on = 0 } on { print }
     marked && /^```sh$/ { on = 1 }' "$LAB_SOURCE/README.md" >commands
[ "$(grep -c '^lab ' commands)" -eq "$(grep -c . commands)" ] && [ "$(grep -c . commands)" -ge 6 ] ||
  complain 'the README has other commands than expected'

follow() { # CODE FOLDER: runs them all in the folder; each but those of shards alone is to end with CODE
  local want=$1 line code
  cd "$work/$2" || exit 1
  while read -r line; do
    code=0
    bash -c "$line" >"$out" 2>"$err" </dev/null || code=$?
    [ "$code" -eq "$want" ] || complain "$line: exit code $code, not $want"
  done <"$work/commands"
  has lab.xml '<testsuites name="lab" tests='
  has lab.sarif '"version": "2.1.0"'
  cd "$work" || exit 1
}
mkdir -p right/races wrong/races
cp "$LAB_SOURCE/labs/async-counter/broken.c" "$LAB_SOURCE/labs/async-counter/fixed-flag.c" right/races/
sed 's/LAB_LOSES_UPDATES/LAB_HOLDS/g' right/races/broken.c >wrong/races/broken.c
follow 0 right
follow 1 wrong
has wrong/lab.sarif '"uri": "races/broken.c"'
finish
