#!/bin/bash
# SPDX-License-Identifier: MIT
# A class: interrupted and taken up again, on a full disk, in every format.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
class right counter-race
class wrong counter-race
rm -rf class/right-spinlock class/right-yielding class/right-rwlock class/right-semaphore class/wrong-[lnost]*
count() { python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["results"]))' "$1" 2>/dev/null || echo 0; }
all=$(ls class | wc -l)

# Interrupted at any moment: what is done is kept, whole, and nobody is graded twice.
for after in 1 4; do
  [ $after = 1 ] && signal=INT want=130 || signal=TERM want=143
  rm -f kept.json
  set -m # else the shell lets it ignore SIGINT
  "$LAB" grade counter-race class --jobs 2 --keep kept.json --format json >"$out" 2>"$err" </dev/null &
  grader=$!
  set +m
  for _ in $(seq 3000); do
    [ "$(count kept.json)" -ge "$after" ] && break
    sleep 0.02
  done
  kill -$signal "$grader"
  wait "$grader"
  code=$?
  done_by_then=$(count kept.json)
  [ "$code" -eq $want ] || complain "interrupted after $after: exit code $code, not $want"
  [ "$done_by_then" -ge "$after" ] && [ "$done_by_then" -le "$all" ] || complain "$done_by_then results were kept"
  has "$out" '"partial": true'
done
cp kept.json before.json
expect 1 grade counter-race class --keep kept.json --format json --output whole.json
says "note: $done_by_then results taken from the file"
[ "$(count whole.json)" -eq "$all" ] || complain "not all were graded in the end"
python3 -c 'import json, sys
before = {r["name"]: r for r in json.load(open("before.json"))["results"]}
after = {r["name"]: r for r in json.load(open("whole.json"))["results"]}
sys.exit(any(after[name] != r for name, r in before.items()))' || complain "what was kept has changed"
compare whole.json counter-race right wrong
# All of it again is a matter of reading; a changed submission alone is graded anew.
compose counter-race "$here/right/counter-race/mutex.c" class/wrong-volatile/exercise.c
expect 1 grade counter-race class --keep kept.json --format json --output again.json
says "note: $((all - 1)) results taken from the file"
verdicts again.json | grep -q '^wrong-volatile PASS' || complain "the changed submission was not graded anew"

# A full disk: said in one line, and what is printed is not lost.
if mkdir full && mount -t tmpfs -o size=16k none full 2>/dev/null; then
  expect 3 grade counter-race class --keep full/kept.json --format json
  says 'cannot write full/kept.json: No space left'
  prints '"schema": "lab-grades-1"'
  umount full
fi

python3 "$LAB_SOURCE/tests/ci/validate.py" "$LAB_SOURCE/src/report/schema/lab-grades-1.schema.json" whole.json kept.json \
  >validation || [ $? -eq 77 ] || { cat validation; complain "not as the schema says"; }

# Formats.
expect 1 grade counter-race class/right-mutex class/wrong-unchanged class/wrong-does-not-compile --format gradescope \
  --output results.json --format classroom --output room.json --format junit --output results.xml --format csv \
  --output results.csv --format table
prints '^3 of 3 submissions to counter-race: 1 PASS, 2 FAIL'
prints '^Commonest mistake: '
python3 - <<'EOF' || complain "a format does not say what it should"
import csv, json
scope = json.load(open("results.json"))
assert scope["score"] == sum(t["score"] for t in scope["tests"]), scope
assert [t["status"] for t in scope["tests"]] == ["passed", "failed", "failed"]
assert all(0 <= t["score"] <= t["max_score"] for t in scope["tests"])
assert "both actors read x = 0" in scope["tests"][1]["output"]
room = json.load(open("room.json"))
assert room["status"] == "fail" and room["max_score"] == 300 and len(room["tests"]) == 3
assert [t["status"] for t in room["tests"]] == ["pass", "fail", "fail"]
rows = list(csv.DictReader(open("results.csv", newline="")))
assert [r["verdict"] for r in rows] == ["PASS", "FAIL", "FAIL"] and rows[0]["points_result"] == "50", rows
EOF
[ "$(wc -l <room.json)" -eq 1 ] || complain "Classroom wants one line"
if command -v xmllint >/dev/null; then
  xmllint --noout --schema "$LAB_SOURCE/src/report/schema/junit.xsd" results.xml 2>"$err" || complain "JUnit is not valid"
fi
expect 1 grade counter-race class/wrong-unchanged --format gradescope
python3 -c 'import json, sys
one = json.load(open(sys.argv[1]))
assert one["score"] == 0 and "actor 1" in one["output"] and {t["name"] for t in one["tests"]} >= {"result", "races"}' \
  "$out" || complain "one submission for Gradescope"
silent # GitHub takes anything on standard error for a failure

# Without bubblewrap nothing of a submission is run, unless that is said.
if bwrap --dev-bind / / --ro-bind /dev/null /usr/bin/bwrap true 2>/dev/null; then
  bwrap --dev-bind / / --ro-bind /dev/null /usr/bin/bwrap "$LAB" grade counter-race class/right-mutex >"$out" 2>"$err"
  [ $? -eq 77 ] || complain "without bubblewrap: not 77"
  says 'bwrap is not installed .*--no-sandbox'
fi
expect 0 grade counter-race class/right-mutex --no-sandbox
expect 1 grade counter-race class/wrong-unchanged --no-sandbox
unharmed
finish
