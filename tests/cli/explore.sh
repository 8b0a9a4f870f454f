#!/bin/bash
# SPDX-License-Identifier: MIT
# What lab explore prints: whole transcripts where they are deterministic, and what holds for every lab.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# A transcript as it is, but for the seconds and the schedule's token.
transcript() { # NAME ARGUMENT...: what is expected stands on standard input
  local name=$1
  shift
  sed -E 's/ +[0-9]+\.[0-9]{3}  /  SECONDS  /; s/x1-[0-9a-f]{8}-[^ ]*/TOKEN/' "$out" >"$work/results/$name"
  diff - "$work/results/$name" >"$work/results/diff" || complain "$ran: not as it should be: $(cat "$work/results/diff")"
}

expect 0 explore counter-race
silent
transcript counter-race <<'EOF'
lab explore counter-race
counter-race/broken: x = x + 1, unprotected; 2 actors x 1 operation each,
sequential consistency

lost 1: both actors read x = 0 (steps 1 and 2); the write of step 4 overwrote
that of step 3

step     x |actor 1                       |actor 2                       | line
   1     0 |read x = 0                    |                              | 18
   2     0>|                              |read x = 0                    | 18
   3     1 |                              |write x 0 -> 1                | 18
   4     1>|write x 1 -> 1                |                              | 18

  broken.c:18  static void increment(struct counter *c) { c->x = c->x + 1; }

> marks a switch. It takes 1 preemption: none with fewer fails.
Replay: lab explore counter-race/broken --schedule TOKEN

    executions    share  outcome
             2   50.00%  holds  (x = 2)
             2   50.00%  lost 1  (x = 1)

data race on x: read at broken.c:18 against write at :18
data race on x: write at broken.c:18 against write at :18

search         executions      repeats      failing   seconds
bound:0                 2            0            0  SECONDS  to the end
bound:1                 4            0            2  SECONDS  to the end
dpor                    4            0            2  SECONDS  to the end

Explored to the end: 4 executions stand for all interleavings; 2 of them fail.
Next: lab explore counter-race/broken --step
EOF

expect 0 explore counter-race/fixed-mutex --quiet
transcript proof <<'EOF'
lab explore counter-race/fixed-mutex --quiet
counter-race/fixed-mutex: x = x + 1 under a mutex; 2 actors x 2 operations each,
sequential consistency

    executions    share  outcome
             6  100.00%  holds  (x = 4)

Proved for these parameters: 6 executions stand for all interleavings, and none
fails.
EOF

# The exact distribution over all interleavings.
expect 0 explore counter-race --count --ops 2 --quiet
prints '^ +6 +8\.57%  holds  \(x = 4\)$'
prints '^ +32 +45\.71%  lost 1  \(x = 3\)$'
prints '^ +32 +45\.71%  lost 2  \(x = 2\)$'
prints '^Explored to the end: 64 of 70 interleavings fail\.$'
expect 0 explore counter-race --count --ops 5 --quiet
prints '^ +8 +0\.00%  lost 8  \(x = 2\)$'
prints '^Explored to the end: 184,504 of 184,756 interleavings fail\.$'

# Every kind of outcome has a sentence.
expect 0 explore lock-order
prints '^deadlock: actor 1 waits for account\[1\]\.lock, which actor 2 holds; actor 2 waits$'
expect 0 explore lost-wakeup
prints "^deadlock: actor 1's signal at step 5 found nobody waiting on arrived; actor 2\$"
expect 0 explore reclamation
prints '^heap-use-after-free: actor 2: read of 8 bytes after free \(#1\.number\), at$'
prints '^broken\.c:47; actor 1 freed it at step 4, broken\.c:61$'
expect 0 explore aba-stack --time 60
prints 'the compare-and-exchange of step .* finds top = &buffer\[3\]'
expect 0 explore torn-read
prints '^torn 1: actor 2 sees actor 1 halfway: x as step . wrote it, but y = 0 as it was$'
expect 0 explore thread-local-session
prints '^crossed 1: actor 1 wrote session\.response at step 3, but reads 2 at step 12:'
expect 0 explore store-buffering --time 60
prints 'x86-TSO \(store buffers\)$|^\(store buffers\)$'
prints "while the store of step . is still in actor"
prints 'none fails with 2 x 1 under sc|To the end: none fails'

# A data race is no proof, though no audit fails.
expect 0 explore publication/broken-relaxed
prints '^Explored to the end: 2 executions stand for all interleavings; none of them$'
prints '^fails, but a data race is reported\.$'

# Tasks that others have spawned: the schedule that fails is the one that is shown.
expect 0 explore gather
prints '^out-of-order 1$'
prints '^ +4>\|  2 turn'
expect 0 explore gather/broken-left-behind
prints '^crossed 1$'
prints 'buffer\[0\]\.part\[1\]\.come 2 -> 1'

# What is not explored is said in a sentence, with the exit code for it.
expect 77 explore sleepers
prints '^Not explored: it is about time'
prints_not 'executions'
expect 77 explore shm-counter
prints '^Not explored: its actors are processes'

# 80 columns, names and no addresses, whatever the lab.
"$LAB" list --names >names 2>/dev/null || (cd "$LAB_SOURCE/labs" && printf '%s\n' */*.c | sed 's/\.c$//') >names
grep -E '^(counter-race|check-then-act|lazy-init|missing-join|publication|store-buffering|torn-read|false-sharing|thread-local-session|lock-order|dining-philosophers|lost-wakeup|homemade-lock|readers-writers|semaphore|barrier|queue|aba-stack|reclamation|seqlock|async-counter|gather)/broken' names >explored
[ "$(wc -l <explored)" -gt 30 ] || complain 'the list of variants is short'
while read -r variant; do
  "$LAB" explore "$variant" --time 0.5 >"$out" 2>"$err" </dev/null
  sed -i '/^Replay: /d' "$out" # a token is one word, however long
  ran="lab explore $variant"
  [ ! -s "$err" ] || complain "$ran: stderr is not empty"
  prints_not '.{81}'
  prints_not '0x[0-9a-f]|35[0-9]{12}|unnamed memory'
done <explored

# Inline assembly is said; a name that a declaration gives is none.
cat >assembly.c <<'EOF'
#include <pthread.h>
static int x;
extern int other(void) __asm__("another");
static void *add(void *unused) {
  __asm__ volatile("incl %0" : "+m"(x));
  return unused;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, 0, add, 0);
  asm volatile("incl %0" : "+m"(x));
  return pthread_join(thread, 0);
}
EOF
expect 0 explore ./assembly.c --quiet
prints 'inline assembly at assembly\.c:5:'
prints 'inline assembly at assembly\.c:11:'
prints_not 'assembly\.c:3'
expect 0 explore ./assembly.c --format json
prints '"inline assembly at assembly.c:5"'

# Colour, width, files, pipes.
expect 0 explore counter-race --color always
prints $'\033\\[1;31mlost 1\033\\[0m'
expect 0 explore counter-race --color never
prints_not $'\033'
expect 0 explore counter-race --output story.txt --output story.json --quiet
silent
has story.txt '^lost 1: both actors read'
has story.json '"schema": "lab-explore/1"'
expect 0 explore counter-race --format json
prints '"exit_code": 0'
{ sleep 0.2; "$LAB" explore counter-race 2>"$err"; echo $? >code; } | true
[ "$(cat code)" -eq 0 ] && [ ! -s "$err" ] || complain 'a reader that leaves is an error'
"$LAB" explore counter-race >/dev/full 2>"$err"
[ $? -eq 3 ] || complain 'a full disk: exit code'
finish
