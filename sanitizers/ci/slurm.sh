#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A Slurm array that divides a check, and the job that puts the shards together:
#
#   sanitizers/ci/slurm.sh SHARDS WHAT... [OPTION...]   e.g. slurm.sh 8 ./races/ --iterations 1000000
#
# submits both and prints the number of the second, whose exit code is the verdict.  Results are in $LAB_RESULTS
# (default: lab-results), which all nodes must see.  $LAB is the program on the nodes (default: lab, from the PATH);
# $LAB_SBATCH holds more options for sbatch ("--partition long --time 1:00:00").
#
# One shard has failed for reasons of its own (a node went down)?  Submit it again alone, with the seed that the script
# has printed, and merge by hand:
#   LAB_SEED=S sbatch --array=3 slurm.sh shard SHARDS WHAT... && lab merge lab-results/shard-*.jsonl
set -eu
lab=${LAB:-lab}
results=${LAB_RESULTS:-lab-results}

# Races depend on timing, so a shard has its node for itself.
submit() { # shards, what...
  local array seed=${LAB_SEED:-$((RANDOM * 32768 + RANDOM))} more=()
  read -ra more <<<"${LAB_SBATCH-}"
  mkdir -p "$results"
  rm -f "$results"/shard-*.jsonl
  echo "seed $seed" >&2
  array=$(LAB_SEED=$seed sbatch --parsable --job-name lab-shard --array "1-$1" --exclusive --requeue \
    --output "$results/shard-%a.log" "${more[@]}" "$0" shard "$@")
  # Those that find something end with 1, so the verdict comes after them however they end.
  sbatch --parsable --job-name lab-verdict --dependency "afterany:${array%%;*}" --output "$results/verdict.log" \
    "${more[@]}" "$0" verdict "$1"
}

case ${1-} in
shard)
  # Not --shard auto: an array of which one task is submitted again has another count.
  exec "$lab" check "${@:3}" --seed "$LAB_SEED" --shard "$SLURM_ARRAY_TASK_ID/$2" --quiet \
    --output "$results/shard-$SLURM_ARRAY_TASK_ID.jsonl"
  ;;
verdict)
  exec "$lab" merge "$results"/shard-*.jsonl --output "$results/lab.xml" --output "$results/lab.json"
  ;;
[1-9]*) submit "$@" ;;
*)
  sed -n '4,/^set /s/^# \{0,1\}//p' "$0" >&2
  exit 2
  ;;
esac
