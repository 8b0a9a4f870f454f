#!/bin/bash
# SPDX-License-Identifier: MIT
# lab explore --gdb: gdb stops in the program, where the last step is about to be taken, or where it fails.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Where there is no gdb: one line and 77, after what was found.
mkdir bin
for tool in clang clang-19 ld ld.lld ld.lld-19; do
  path=$(command -v "$tool") && ln -s "$path" bin/
done
PATH=$work/bin "$LAB" explore counter-race --gdb >"$out" 2>"$err" </dev/null
[ $? -eq 77 ] || complain 'without gdb: exit code'
has "$err" '^lab: --gdb: gdb cannot be started: No such file or directory$'
[ "$(wc -l <"$err")" -eq 1 ] || complain 'without gdb: not one line'
ran='without gdb'
prints '^lost 1: both actors read x = 0'

[ "$failures" -eq 0 ] || finish
command -v gdb >/dev/null || { echo 'skipped: gdb is not installed'; exit 77; }

gdb() { # ARGUMENT...: with gdb at the end of its input, so that it quits
  ran="lab explore $* --gdb"
  timeout 120 "$LAB" explore "$@" --gdb >"$out" 2>"$err" </dev/null || complain "$ran: exit code $?"
}
gdb counter-race
prints 'in increment \(c=0x'
prints 'return|c->x = c->x \+ 1'
gdb lock-order
prints 'pthread_mutex_lock'

cat >freed.c <<'EOF'
#include <pthread.h>
#include <stdlib.h>
static int *block;
static void *look(void *unused) {
  int value = *block;
  return value == 7 ? unused : NULL;
}
int main(void) {
  pthread_t thread;
  block = calloc(1, sizeof *block);
  pthread_create(&thread, NULL, look, NULL);
  free(block);
  pthread_join(thread, NULL);
}
EOF
gdb freed.c
prints '#[0-9]+ .* in look \(unused=0x0\) at .*freed\.c:5'
finish
