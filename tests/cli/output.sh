#!/bin/bash
# SPDX-License-Identifier: MIT
# Where results go: formats and files, and disks, pipes and permissions that fail.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
quick=(counter-race/fixed-atomic --engine native --iterations 20 --no-tune --threads 2)

# What cannot be written is found out before anything runs: even a run of a day ends at once.
endless=(counter-race/fixed-atomic --engine native --time 86400)
mkdir folder
refuses 3 'cannot write "/nonexistent/a.json": No such file or directory' run "${endless[@]}" --output /nonexistent/a.json
refuses 3 'cannot write "folder": Is a directory' run "${endless[@]}" --output folder
refuses 3 'cannot write "/proc/a.json"' run "${endless[@]}" --output good.json --output /proc/a.json
[ ! -e good.json ] || complain 'a file was left by a run that did not take place'
if [ "$(id -u)" -ne 0 ]; then
  chmod 555 folder
  refuses 3 'cannot write "folder/a.json": Permission denied' run "${endless[@]}" --output folder/a.json
  chmod 755 folder
fi
refuses 2 'the format of "a.yaml" is not known' run "${quick[@]}" --output a.yaml
refuses 2 'given twice' run "${quick[@]}" --output a.json --output a.json

# Formats: by --format for stdout; for a file by the --format before it, or by its extension.
expect 0 run "${quick[@]}" --output a.json --output a.csv --output a.xml --output a.txt --format json --output noname
silent
has a.json '^\{'
has a.json '"schema"'
has a.csv '^[a-z_]+(,[a-z_]+)+'
has a.xml '<testsuites'
has a.txt 'fixed-atomic'
has noname '"schema"'
prints '^lab run counter-race/fixed-atomic '
prints_not '"schema"'
[ -z "$(find . -name '.lab-*')" ] || complain 'temporary files are left'
expect 0 run "${quick[@]}" --quiet --output quiet.txt
silent
has quiet.txt '^fixed-atomic '
[ "$(wc -l <"$out")" -eq 1 ] || complain '--quiet prints more than the verdict'
expect 0 run "${quick[@]}" --format csv
silent
prints '^[a-z_]+(,[a-z_]+)+'
expect 0 run "${quick[@]}" --format json --output -
prints '"schema"'
expect 0 check counter-race/fixed-atomic --engine native --format junit
prints '<testsuites'
expect 0 check counter-race/fixed-atomic --engine native --output c.json
has c.json '"schema"'

# What is no file is written to as it is.
expect 0 run "${quick[@]}" --format csv --output >(cat >through-a-pipe)
prints '^lab run '
for _ in {1..600}; do # its reader ends when it likes
  grep -qE '^[a-z_]+(,[a-z_]+)+' through-a-pipe 2>/dev/null && break
  sleep 0.1
done
has through-a-pipe '^[a-z_]+(,[a-z_]+)+'
expect 0 run "${quick[@]}" --format csv --output /dev/stdout
prints '^[a-z_]+(,[a-z_]+)+'
expect 0 run "${quick[@]}" --format csv --output /dev/stderr
says '^[a-z_]+(,[a-z_]+)+'

# A file that is there is replaced as a whole, with its mode.
echo old >old.json
chmod 600 old.json
expect 0 run "${quick[@]}" --output old.json
has old.json '"schema"'
[ "$(stat -c %a old.json)" = 600 ] || complain 'the mode of a file changed'

# Full disks: one line, exit code 3; the other outputs are there all the same.
expect 3 run "${quick[@]}" --format json --output /dev/full
says '^lab: cannot write "/dev/full": No space left on device$'
[ "$(wc -l <"$err")" -eq 1 ] || complain 'a full disk: not one line'
for arguments in "run ${quick[*]}" "list" "show counter-race" "diff counter-race" "help" "help --man" "run --help" \
  "--version" "doctor" "check counter-race/fixed-atomic"; do
  # shellcheck disable=SC2086
  "$LAB" $arguments >/dev/full 2>"$err"
  code=$?
  [ $code -eq 3 ] || complain "lab $arguments >/dev/full: exit code $code"
  has "$err" '^lab: cannot write to standard output: No space left on device$'
done
rm -f full.json
"$LAB" run "${quick[@]}" --output full.json >/dev/full 2>"$err"
[ -s full.json ] || complain 'a full stdout kept a file from being written'

# A file that may not grow: the same, and no signal ends it.
(
  ulimit -f 0
  exec "$LAB" run "${quick[@]}" --output grown.json 2>&1
) | cat >"$out"
code=${PIPESTATUS[0]}
[ "$code" -eq 3 ] || complain "a limit on the size of files: exit code $code"
prints '^lab: cannot write "grown.json": File too large$'
[ ! -e grown.json ] || complain 'half a file is left'

# A reader that leaves is no error, and files are written all the same.
closed() { # ARGUMENT...: runs lab with a stdout that nobody reads
  { sleep 0.2; "$LAB" "$@" 2>"$err"; echo $? >"$work/code"; } | true
  code=$(cat "$work/code")
  [ "$code" -eq 0 ] || complain "lab $* | true: exit code $code"
  [ ! -s "$err" ] || complain "lab $* | true: stderr is not empty"
}
rm -f pipe.json
closed run "${quick[@]}" --output pipe.json
[ -s pipe.json ] || complain 'a closed pipe kept a file from being written'
closed list
closed show counter-race
closed help --man

# Standard output that is not open at all.
"$LAB" list >&- 2>"$err"
[ $? -eq 3 ] || complain 'list >&-: exit code'
has "$err" '^lab: cannot write to standard output: Bad file descriptor'
finish
