#!/bin/bash
# SPDX-License-Identifier: MIT
# What can be wrong with what is handed in, with the rubric, and with the command.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# fails NAME PATTERN: the submission fails for a reason that matches.
fails() {
  expect 1 grade counter-race "$1" --quiet
  prints 'FAIL, 0 of 100 points'
  prints "$2"
}
compose counter-race "$here/right/counter-race/mutex.c" right.c
: >empty.c && fails empty.c 'the file is empty'
printf ' \n\n' >blank.c && fails blank.c 'the file is empty'
printf 'int x;\0int y;' >binary.c && fails binary.c 'is binary \(byte 7 is '
cp "$LAB" binary.c && fails binary.c 'binary|has [0-9]+ bytes'
ln -s right.c link.c && fails link.c 'symbolic link; hand in the file itself'
truncate -s 1G huge.c && fails huge.c 'has 1073741824 bytes'
mkfifo pipe.c && fails pipe.c 'no regular file'
mkdir none && fails none 'no \.c file'
mkdir two && cp right.c two/a.c && cp right.c two/b.c && fails two '2 \.c files \(a.c, b.c\); hand in one'
mkdir linked && ln -s ../right.c linked/exercise.c && fails linked 'symbolic link'
echo 'int x' >open.c && fails open.c 'line 1: what begins here never ends'
echo '/* and so on' >comment.c && fails comment.c 'a comment that never ends'
echo 'int x; )' >bracket.c && fails bracket.c 'a bracket is closed'
printf 'int \303\244;\n' >umlaut.c && fails umlaut.c 'line 1: a byte that is neither ASCII'
echo 'int x;' >other.c && fails other.c 'the function increment is missing'
sed 's/LAB_TORN, .*/LAB_TORN, 0);/' right.c >audit.c && fails audit.c 'line [0-9]+: the function audit was changed'
sed 's/\.ops = 1000/.ops = 1/' right.c >ops.c && fails ops.c '\.ops has to stay'
sed 's/\.title = /.ops = 1000, .title = /' right.c >twice.c && fails twice.c '\.ops is set twice'
sed 's/\.title = "[^"]*"/.title = "x", increment/' right.c >bare.c && fails bare.c 'takes \.member = value'

# Rubrics.
rubric() {
  echo "$1" >rubric.json
  refuses 2 "^lab: rubric.json: $2" grade counter-race right.c --rubric rubric.json
}
rubric '{' 'line [0-9]+'
rubric '[]' 'a rubric is an object'
rubric '{"schema": "x"}' '"schema" is not "lab-rubric-1"'
rubric '{"schema": "lab-rubric-1", "point": {}}' 'no "point"; did you mean "points"\?'
rubric '{"schema": "lab-rubric-1", "points": {"race": 100}}' 'points: no "race"; did you mean "races"\?'
rubric '{"schema": "lab-rubric-1", "points": {"result": 60}}' 'the points add up to 60, not to the total of 100'
rubric '{"schema": "lab-rubric-1", "points": {"result": -1}}' '"result" is not a number in 0..'
rubric '{"schema": "lab-rubric-1", "explore": []}' '"explore" is not an array of 1 to 8'
rubric '{"schema": "lab-rubric-1", "explore": [{"actors": 99}]}' '"actors" is not a whole number in 1..8'
rubric '{"schema": "lab-rubric-1", "explore": [{"memory": "arm"}]}' '"memory" is neither'
rubric '{"schema": "lab-rubric-1", "keep": [1]}' '"keep" is not an array of strings'
refuses 2 'did you mean "fixed-mutex"' grade counter-race right.c --rubric <(
  echo '{"schema": "lab-rubric-1", "cost": {"reference": "fixed-mutx"}}')
refuses 2 'none.json' grade counter-race right.c --rubric none.json

# The command.
refuses 2 'no lab "conter-race"; did you mean "counter-race"' grade conter-race right.c
refuses 2 'grade needs LAB FILE' grade counter-race
refuses 2 'cannot read nobody.c' grade counter-race nobody.c
refuses 2 'two submissions are called right.c' grade counter-race right.c ./right.c
refuses 2 'is not the name of one lab' grade counter-race/exercise right.c
refuses 2 '--jobs: "0" is not in 1..64' grade counter-race right.c --jobs 0
refuses 2 'no format "svg"' grade counter-race right.c --format svg
refuses 77 'cannot be graded: its actors are processes' grade shm-counter right.c
echo '{}' >kept.json && refuses 2 'kept.json is no file of results' grade counter-race right.c --keep kept.json
rm -f "$canary"
finish
