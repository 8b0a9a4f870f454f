#!/bin/bash
# SPDX-License-Identifier: MIT
# lab explore --format json, held against its schema by a validator that is not ours.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
schema=$LAB_SOURCE/src/report/schema/lab-explore-1.schema.json
python=
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import jsonschema' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || { echo 'skipped: python3-jsonschema is not installed'; exit 77; }

cat >large.c <<'EOF'
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
struct node { struct node *next; uint64_t value; };
static struct node *first;
static uint64_t all_ones;
static void *add(void *unused) {
  struct node *new = calloc(1, sizeof *new);
  new->value = UINT64_MAX;
  new->next = first;
  first = new;
  all_ones = ~all_ones;
  return unused;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, add, NULL);
  add(NULL);
  pthread_join(thread, NULL);
  return first->next == NULL;
}
EOF
n=0
check() { # CODE ARGUMENT...
  local code=$1
  shift
  expect "$code" explore "$@" --format json --output "$((++n)).json"
  "$python" "$LAB_SOURCE/tests/ci/validate.py" "$schema" "$n.json" >"$out" || complain "$ran: not as the schema says"
}
for variant in counter-race lock-order lost-wakeup reclamation store-buffering aba-stack missing-join semaphore \
  counter-race/fixed-mutex; do
  check 0 "$variant" --time 5
done
check 77 sleepers
check 0 counter-race --count --ops 2
check 1 large.c
has "$n.json" '"(before|after|value)": -1,?$' # as signed numbers, which every reader can take
"$LAB" explore counter-race >"$out" 2>"$err"
check 0 counter-race --schedule "$(grep -oE 'x1-[0-9a-f]{8}-[0-9a-z:,]+\.[0-9a-f]{2}' "$out" | head -1)"
for program in "$LAB_SOURCE"/tests/explore/programs/{words,unseen,clock,barrier-short,use-after-free,store-buffering}.c; do
  n=$((n + 1))
  "$LAB" explore "$program" --format json --output $n.json --time 5 >"$out" 2>"$err"
  [ $? -le 1 ] || complain "$program: exit code"
  "$python" "$LAB_SOURCE/tests/ci/validate.py" "$schema" "$n.json" >"$out" || complain "$program: not as the schema says"
done
[ "$n" -ge 19 ] || complain "only $n results were looked at"
finish
