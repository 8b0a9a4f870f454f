#!/bin/bash
# SPDX-License-Identifier: MIT
# The files for Gradescope and GitHub Classroom do what they say: their shell steps are run.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rm -f "$canary"
sanitizers=${LAB_SOURCE:?}/sanitizers
compose counter-race "$here/right/counter-race/mutex.c" right.c
compose counter-race "$here/wrong/counter-race/unchanged.c" wrong.c

# Gradescope: the image is there, lab is installed in it.
export AUTOGRADER=$work/autograder
mkdir -p "$AUTOGRADER"/{lab,source,submission}
printf '#!/bin/sh\nexec "%s" "$@"\n' "$LAB" >"$AUTOGRADER/lab/lab"
chmod +x "$AUTOGRADER/lab/lab"
echo counter-race >"$AUTOGRADER/source/LAB"
ran=setup.sh
"$sanitizers/gradescope/setup.sh" >"$out" 2>"$err" || complain "it fails"
score() { # FILE SCORE: submits the file; of 100, ten are for the time that an operation takes, which is measured
  rm -rf "$AUTOGRADER/results" "$AUTOGRADER"/submission/*
  [ -z "$1" ] || cp "$1" "$AUTOGRADER/submission/${3:-exercise.c}"
  ran="run_autograder with ${1:-nothing}"
  "$sanitizers/gradescope/run_autograder" >"$out" 2>"$err" || complain "it fails"
  python3 -c 'import json, sys
results = json.load(open(sys.argv[1]))
want = float(sys.argv[2])
assert results["score"] in (want, want - 10 if want == 100 else want), results["score"]
assert isinstance(results["output"], str) and results["output"]' "$AUTOGRADER/results/results.json" "$2" 2>>"$err" ||
    complain "results.json"
}
score right.c 100
score right.c 100 counter.c
score wrong.c 0
score '' 0
echo nonsense >"$AUTOGRADER/source/LAB"
score right.c 0
grep -q 'no fault of yours' "$AUTOGRADER/results/results.json" || complain "an error of ours is held against students"

# Classroom.
python=
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import yaml' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || { echo 'Classroom: skipped, python3-yaml is not installed'; finish; }
mkdir -p repository/.lab && cd repository || exit 1
cp "$AUTOGRADER/lab/lab" .lab/lab
steps() {
  "$python" - "$sanitizers/classroom/classroom.yml" <<'EOF'
import sys, yaml
workflow = yaml.safe_load(open(sys.argv[1]))
for name, value in workflow["env"].items():
    print(f"export {name}='{value}'")
for step in workflow["jobs"]["autograding"]["steps"]:
    print(step.get("run", ""))
EOF
}
room() { # FILE STATUS SCORE
  cp "$1" exercise.c
  : >outputs
  ran="classroom.yml with $1"
  steps | GITHUB_OUTPUT=outputs bash -e >"$out" 2>"$err" || complain "it fails"
  sed 's/^result=//' outputs | base64 -d >results.json
  "$python" -c 'import json, sys
results = json.load(open("results.json"))
want, got = float(sys.argv[2]), results["tests"][0]["score"]
assert results["status"] == sys.argv[1] and got in (want, want - 10 if want == 100 else want), results' "$2" "$3" \
    2>>"$err" || complain "the result"
}
room ../right.c pass 100
room ../wrong.c fail 0
finish
