#!/bin/bash
# SPDX-License-Identifier: MIT
# The jobs of sanitizers/ci do what they say: their shell steps are run, on a project whose races are as declared and on
# one of which a program is not.  Checkouts are there already; uploads are asked for their files.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
templates=$LAB_SOURCE/sanitizers/ci
python=
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import yaml' 2>/dev/null && python=$candidate && break
done
if [ -z "$python" ]; then
  echo 'skipped: python3-yaml is not installed'
  exit 77
fi

# project NAME: a repository with a program that is as declared, and lab beside it.
project() {
  mkdir -p "$work/$1/races" "$work/$1/.lab"
  cd "$work/$1" || exit 1
  cp "$LAB_SOURCE/labs/async-counter/broken.c" races/
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$LAB" >.lab/lab
  chmod +x .lab/lab
}
broken_project() {
  project "$1"
  sed 's/LAB_LOSES_UPDATES/LAB_HOLDS/g' races/broken.c >races/fixed-not.c
}

# job CODE KIND FILE JOB NAME=VALUE...: runs the steps of a job.
job() {
  local want=$1 code=0
  shift
  ran="the steps of $2, job $3"
  "$python" "$LAB_SOURCE/tests/ci/steps.py" "$1" "$templates/$2" "${@:3}" >"$work/steps" || complain "$ran cannot be read"
  bash "$work/steps" >"$out" 2>"$err" || code=$?
  [ "$code" -eq "$want" ] || complain "$ran: exit code $code, not $want"
}

for verdict in 0 1; do
  [ $verdict = 0 ] && project "github-$verdict" || broken_project "github-$verdict"
  for shard in 1 2 3 4; do
    GITHUB_ACTIONS=true GITHUB_RUN_ID=77 job 0 github github.yml shard "matrix.shard=$shard"
    ! grep -q '^::error' "$err" || complain 'a shard annotates what the verdict will'
  done
  GITHUB_ACTIONS=true job $verdict github github.yml verdict
  has lab.xml '<testsuites .* failures="'
  [ $verdict = 0 ] || grep -q '^::error file=races/fixed-not\.c,line=1,' "$err" || complain 'no annotation'

  [ $verdict = 0 ] && project "gitlab-$verdict" || broken_project "gitlab-$verdict"
  for shard in 1 2 3 4; do
    CI_PIPELINE_ID=77 CI_NODE_INDEX=$shard CI_NODE_TOTAL=4 job 0 gitlab gitlab.yml races
  done
  job $verdict gitlab gitlab.yml 'races verdict'

  [ $verdict = 0 ] && project "check-$verdict" || broken_project "check-$verdict"
  code=0
  "$templates/check.sh" ./races/ --iterations 20 >"$out" 2>"$err" || code=$?
  ran=check.sh
  [ $code = $verdict ] || complain "check.sh: exit code $code, not $verdict"
  for file in lab.xml lab.sarif lab.tap lab.jsonl; do
    [ -s lab-results/$file ] || complain "check.sh: no $file"
  done
done

# The shards of the templates are as many as they say.
[ "$(grep -c 'shard: \[1, 2, 3, 4\]' "$templates/github.yml")" = 1 ] && grep -q 'SHARDS: 4' "$templates/github.yml" ||
  complain 'github.yml: the matrix and SHARDS differ'
finish
