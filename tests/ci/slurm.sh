#!/bin/bash
# SPDX-License-Identifier: MIT
# sanitizers/ci/slurm.sh on a Slurm of one node: munged, slurmctld and slurmd of our own, in a folder of our own.  Skipped
# where they are not installed (Debian: slurm-wlm munge) or do not come up here.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
for tool in munged slurmctld slurmd sbatch scontrol; do
  command -v $tool >/dev/null || PATH=$PATH:/usr/sbin:/sbin
  if ! command -v $tool >/dev/null; then
    echo "skipped: $tool is not installed (slurm-wlm, munge)"
    exit 77
  fi
done
if [ "$(id -u)" -ne 0 ]; then
  echo 'skipped: slurmd runs jobs as root alone'
  exit 77
fi

slurm=$work/slurm
mkdir -p "$slurm/state" "$slurm/spool"
chmod 755 "$work" "$slurm"
head -c 128 /dev/urandom >"$slurm/munge.key"
chmod 600 "$slurm/munge.key"
node=$(hostname -s)
port=$((20000 + RANDOM % 20000))
cat >"$slurm/slurm.conf" <<EOF
ClusterName=lab
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm/munge.socket
CryptoType=crypto/munge
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.pid
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
EOF
export SLURM_CONF=$slurm/slurm.conf

daemons=()
end_daemons() {
  [ ${#daemons[@]} -eq 0 ] || kill "${daemons[@]}" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$work"
}
trap end_daemons EXIT
munged --foreground --force --socket="$slurm/munge.socket" --key-file="$slurm/munge.key" --pid-file="$slurm/munged.pid" \
  --log-file="$slurm/munged.log" --seed-file="$slurm/munged.seed" >"$slurm/munged.out" 2>&1 &
daemons+=($!)
for _ in $(seq 100); do [ -S "$slurm/munge.socket" ] && break; sleep 0.1; done
slurmctld -D >"$slurm/slurmctld.out" 2>&1 &
daemons+=($!)
slurmd -D -N "$node" >"$slurm/slurmd.out" 2>&1 &
daemons+=($!)
up=
for _ in $(seq 300); do
  [ "$(sinfo -h -o %T 2>/dev/null)" = idle ] && up=1 && break
  sleep 0.1
done
if [ -z "$up" ]; then
  echo 'skipped: a Slurm of one node does not come up here:'
  tail -n 3 "$slurm"/*.log "$slurm"/*.out
  exit 77
fi

# verdict CODE: submits, waits for the second job, and looks at how it ended.
verdict() {
  local want=$1 job state
  job=$("$LAB_SOURCE/sanitizers/ci/slurm.sh" 3 ./races/ --iterations 31 2>"$err") || complain 'not submitted'
  says '^seed [0-9]+$'
  for _ in $(seq 1200); do
    state=$(scontrol show job "$job" | grep -oE 'JobState=[A-Z]+')
    case $state in JobState=COMPLETED | JobState=FAILED) break ;; esac
    sleep 0.1
  done
  state="$state $(scontrol show job "$job" | grep -oE 'ExitCode=[0-9]+:[0-9]+' | tail -1)"
  [ "$want" = 0 ] && want='JobState=COMPLETED ExitCode=0:0' || want="JobState=FAILED ExitCode=$want:0"
  [ "$state" = "$want" ] || { complain "the verdict is $state, not $want"; cat lab-results/*.log; }
}
mkdir -p repo/races && cd repo || exit 1
cp "$LAB_SOURCE/labs/async-counter/broken.c" races/
verdict 0
has lab-results/lab.json '"merged": 3'
sed 's/LAB_LOSES_UPDATES/LAB_HOLDS/g' races/broken.c >races/fixed-not.c
verdict 1
has lab-results/lab.xml 'failures="[1-9]'
finish
