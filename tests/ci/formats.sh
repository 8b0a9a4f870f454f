#!/bin/bash
# SPDX-License-Identifier: MIT
# What machines read, held against its schema by programs that are not ours: a JSON-schema validator, xmllint, and
# Perl's prove.  With a program that is as declared, one that is not, one that crashes, hangs, and cannot run.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
schema=$LAB_SOURCE/src/report/schema
python=
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import jsonschema' 2>/dev/null && python=$candidate && break
done
missing=()
[ -n "$python" ] || missing+=('python3-jsonschema')
command -v xmllint >/dev/null || missing+=('libxml2-utils (xmllint)')
command -v prove >/dev/null || missing+=('perl (prove)')
if [ ${#missing[@]} -ne 0 ]; then
  echo "skipped: not installed: ${missing[*]}"
  exit 77
fi

mkdir -p repo/.git repo/races
cd repo || exit 1
sed -e 's/LAB_LOSES_UPDATES/LAB_HOLDS/g; s/LAB_DATA_RACE/LAB_HOLDS/' "$LAB_SOURCE/labs/counter-race/broken.c" \
  >"races/a (race).c"
cat >races/crash.c <<'EOF'
#include <lab/lab.h>
struct nothing { int *none; };
static void act(struct nothing *n) { *n->none = 1; }
static void audit(const struct nothing *n, struct lab_audit *audit) { (void)n, (void)audit; }
LAB_VARIANT(struct nothing, .title = "a null pointer", .actor = act, .audit = audit, .exclusive = true,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS});
EOF

kinds="json jsonl sarif tap xml csv"
outputs() { for kind in $kinds; do printf -- '--output %s.%s ' "$1" "$kind"; done; }

validate() { # NAME, what prove shall say: everything that NAME is there in fits its schema
  "$python" "$LAB_SOURCE/tests/ci/validate.py" "$schema/lab-run-1.schema.json" "$1.json" || complain "$1.json"
  "$python" "$LAB_SOURCE/tests/ci/validate.py" "$schema/lab-lines-1.schema.json" "$1.jsonl" || complain "$1.jsonl"
  "$python" "$LAB_SOURCE/tests/ci/validate.py" "$schema/sarif-lab.schema.json" "$1.sarif" || complain "$1.sarif"
  xmllint --noout --schema "$schema/junit.xsd" "$1.xml" 2>"$err" || complain "$1.xml"
  prove -e cat "$1.tap" >"$out" 2>&1
  grep -q "^$2" "$out" || complain "prove $1.tap does not say $2"
  ! grep -q 'Parse errors' "$out" || complain "$1.tap does not parse"
}

# shellcheck disable=SC2046
expect 1 check races/ --iterations 30 $(outputs wrong)
validate wrong "Result: FAIL"
has wrong.tap '  schedule: ".*lab explore .*races/.* --schedule '
has wrong.xml 'lab explore .*races/.* --schedule '
# shellcheck disable=SC2046
expect 0 check counter-race/broken counter-race/fixed-mutex counter-race/exercise sleepers/sequential store-buffering \
  --iterations 30 $(outputs right)
validate right "Result: PASS"
# shellcheck disable=SC2046
expect 0 run counter-race/broken lock-order/broken --iterations 30 $(outputs run)
validate run "Result: PASS"
# shellcheck disable=SC2046
expect 0 check counter-race/fixed-mutex --iterations 30 --seed 1 --shard 2/3 $(outputs shard)
validate shard "Result: PASS"

# Interrupted: what was counted is there, marked, in files that are whole; merged, it is as partial as it was.
for delay in 1 2 4 8 16 32; do # until it has come far enough to have results
  # shellcheck disable=SC2046
  "$LAB" run counter-race/broken --engine native --time 1000 --seed 1 $(outputs cut) >"$out" 2>"$err" &
  sleep $delay
  kill -TERM $!
  wait $!
  code=$?
  [ -e cut.csv ] && break
done
[ $code -eq 143 ] || complain "interrupted: exit code $code, not 143"
validate cut "FAILED--Further testing stopped: interrupted by SIGTERM"
has cut.tap '^Bail out! interrupted by SIGTERM$'
has cut.json '"partial": true'
expect 143 merge cut.jsonl

# SARIF: under check only what contradicts, with both lines, a flow for each actor, and the path in the repository.
# shellcheck disable=SC2016
"$python" - <<'EOF' || complain 'SARIF says something else'
import json
def results(name):
    return [r for run in json.load(open(name))["runs"] for r in run["results"]]
race = [r for r in results("wrong.sarif") if r["ruleId"] == "data-race"]
assert len(race) == 1, race
race = race[0]
assert race["level"] == "error"
places = [race["locations"][0], race["relatedLocations"][0]]
for place in places:
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "races/a%20%28race%29.c", place
assert "](1)" in race["message"]["text"]
flows = race["codeFlows"][0]["threadFlows"]
assert sorted(flow["id"] for flow in flows) == ["actor 0", "actor 1"], flows
assert any(r["ruleId"] == "crash" for r in results("wrong.sarif"))
assert any("; to see it: lab explore " in r["message"]["text"] for r in results("wrong.sarif"))
assert results("right.sarif") == []
declared = results("run.sarif")
assert declared and all(r["level"] == "note" and r["suppressions"] for r in declared)
EOF

# Fingerprints survive lines that are added above.
print_of() { "$python" -c 'import json, sys
print(sorted(str(r["partialFingerprints"]) for run in json.load(open(sys.argv[1]))["runs"] for r in run["results"]
      if r["ruleId"] == "data-race"))' "$1"; }
before=$(print_of wrong.sarif)
{ printf '\n\n\n'; cat "races/a (race).c"; } >moved && mv moved "races/a (race).c"
expect 1 check races/ --iterations 30 --output moved.sarif
[ "$(print_of moved.sarif)" = "$before" ] || complain 'a fingerprint changed with the line'

# Paths and texts that mean something to a format: every file is whole, and means the same. A title that no format can
# carry is refused, by its file.
mkdir 'ho<st>&"x'
sed -e 's/LAB_LOSES_UPDATES/LAB_HOLDS/g; s/LAB_DATA_RACE/LAB_HOLDS/' \
  -e 's|\.title = "[^"]*"|.title = "<b>\&]]> %0A ::error:: ünï ☃ \\302\\23331m # TODO"|' \
  -e 's|\.why = "[^"]*"|.why = "<\&>]]> # SKIP ::warning::x %0D"|' -e 's|c->x + 1; }|c->x + 1; /* <\&]]>%0A */ }|' \
  "$LAB_SOURCE/labs/counter-race/broken.c" >'ho<st>&"x/bro%ken ]]> é # SKIP.c'
# shellcheck disable=SC2046
expect 1 check './ho<st>&"x/' --iterations 100 --engine tsan,explore $(outputs hostile)
validate hostile "Result: FAIL"
has hostile.tap '^not ok 1 - ho-st---x/bro-ken[-]*SKIP tsan$'
has hostile.sarif 'ho%3Cst%3E%26%22x/bro%25ken%20%5D%5D%3E%20%C3%A9%20%23%20SKIP.c'
sed 's|\.title = "[^"]*"|.title = "\\xff"|' "$LAB_SOURCE/labs/counter-race/broken.c" >latin.c
refuses 2 'repo/latin: "title" is not a line of text \(UTF-8' check ./latin.c --engine native

# What else is written as JSON.
expect 0 compare-detectors counter-race/broken counter-race/fixed-atomic sleepers/threads --engine tsan,explore \
  --iterations 20 --output compare.json --output compare.csv
expect 0 list --format json
cp "$out" list.json
expect 0 bench counter-race/broken --threads 2 --iterations 100 --output bench.json
for pair in compare:lab-compare-1 list:lab-list-1 bench:lab-run-1; do
  "$python" "$LAB_SOURCE/tests/ci/validate.py" "$schema/${pair#*:}.schema.json" "${pair%:*}.json" || complain "${pair%:*}.json"
done
"$python" - <<'EOF' || complain 'the comparison says something else'
import csv, json
results = json.load(open("compare.json"))["results"]
said = {(r["lab"], r["variant"], r["detector"]): r for r in results}
assert said["counter-race", "broken", "tsan"]["result"] == "detected"
assert said["counter-race", "broken", "explore"]["kind"] == "lost"
assert said["counter-race", "fixed-atomic", "tsan"]["result"] == "silent"
assert said["sleepers", "threads", "explore"]["result"] == "not run" and said["sleepers", "threads", "explore"]["why_not"]
rows = list(csv.DictReader(open("compare.csv", newline="")))
assert [(r["lab"], r["variant"], r["detector"], r["result"]) for r in rows] == \
    [(r["lab"], r["variant"], r["detector"], r["result"]) for r in results]
EOF

# OASIS's own schema, of which ours is a part: LAB_SARIF_SCHEMA is its path; else it comes with a package of npm.
schema_of_oasis() {
  local package=@microsoft/jest-sarif@1.0.0-beta.0 kept=$LAB_BUILD/sarif-2.1.0-rtm.5.json
  [ -z "${LAB_SARIF_SCHEMA-}" ] || { echo "$LAB_SARIF_SCHEMA"; return; }
  if [ ! -s "$kept" ]; then
    mkdir -p "$work/npm"
    (cd "$work/npm" && timeout 60 npm pack --silent "$package" && tar -xzf ./*.tgz &&
      mv package/lib/schemas/sarif-2.1.0-rtm.5.json "$kept") >"$work/npm/log" 2>&1 || return
  fi
  echo "$kept"
}
if oasis=$(schema_of_oasis); then
  "$python" - "$oasis" wrong.sarif right.sarif run.sarif cut.sarif hostile.sarif <<'EOF' || complain 'not SARIF by the schema of OASIS'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    jsonschema.validators.validator_for(schema)(schema).validate(json.load(open(name)))
EOF
else
  echo 'SKIPPED: the schema of OASIS: LAB_SARIF_SCHEMA is not set, and npm does not bring it'
fi

# GitHub: annotations on standard error, the page of the job; a machine format on standard output stays whole.
export GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$work/page.md
echo 'from another step' >"$GITHUB_STEP_SUMMARY"
expect 1 check races/ --iterations 30 --format json
"$python" -c 'import json, sys; json.load(open(sys.argv[1]))' "$out" || complain 'annotations in the JSON'
says '^::error file=races/a \(race\)\.c,line=[0-9]+,title=races/a.* on tsan::declared to hold; reported data-race'
says '^::error file=races/a \(race\)\.c,line=1,title=races/a.* on explore::.*%0A.*lab explore .*races/.* --schedule '
says '^::error file=races/crash\.c,line=1,title=races/crash on native::'
has "$GITHUB_STEP_SUMMARY" '^from another step$'
has "$GITHUB_STEP_SUMMARY" '^### lab: [0-9]+ NOT as declared'
has "$GITHUB_STEP_SUMMARY" '^\| NOT as declared \| races/a.* \| tsan \|'
has "$GITHUB_STEP_SUMMARY" '^    lab check races/ '
expect 0 check counter-race/broken --iterations 30 --engine tsan
silent
refuses_page() { GITHUB_STEP_SUMMARY=/nonexistent/page expect 3 check counter-race/fixed-mutex --iterations 5; }
refuses_page
says 'cannot write "/nonexistent/page"'
finish
