#!/bin/bash
# SPDX-License-Identifier: MIT
# Files and folders given by path: built with their own flags, run, explored, shown; refused with one line; nothing left.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

export TMPDIR=$work/tmp
mkdir "$TMPDIR"
nothing_left() { # what was built is gone
  [ -z "$(ls -A "$TMPDIR")" ] || complain "$1: left in TMPDIR: $(ls "$TMPDIR")"
  rm -rf "${TMPDIR:?}"/*
}

mkdir -p hits 'my labs' project/include
cat >hits/racy.c <<'END'
#include <lab/lab.h>
struct page {
  long hits;
};
static void hit(struct page *page) { page->hits = page->hits + 1; }
static void audit(const struct page *page, struct lab_audit *audit) { lab_expect_total(audit, page->hits); }
LAB_VARIANT(struct page, .title = "hits, unprotected", .actor = hit, .audit = audit, .ops = 100,
            .expect = {.native = LAB_LOSES_UPDATES, .tsan = LAB_DATA_RACE, .explore = LAB_LOSES_UPDATES});
END
sed -e 's/long hits/_Atomic long hits/; s/page->hits = page->hits + 1/page->hits += 1/; s/unprotected/atomic/' \
  -e 's/LAB_LOSES_UPDATES/LAB_HOLDS/g; s/LAB_DATA_RACE/LAB_HOLDS/' hits/racy.c >hits/safe.c

# -- One file, a folder, several files; by any way of writing the path. --
expect 0 run hits/racy.c -n 200
silent
prints '^lab run hits/racy\.c -n 200 --seed [0-9]+$'
prints 'hits on native'
prints 'hits/racy\.c:5$'               # where it races
prints '\| .*page->hits = page->hits' # and what stands there
prints '^Next: lab explore hits/racy\.c$'
nothing_left run
expect 0 check ./hits/
prints '^(ok|unseen) +hits/racy +native ' # whether an update is lost is luck
prints '^ok +hits/safe +tsan '
prints '^ok +hits/racy +explore '
prints '^[0-9]+ checked in .* as declared'
expect 0 check hits/safe.c ./hits/racy.c --engine native --verbose
silent # a file may be called anything
prints '^2 checked'
expect 0 run counter-race/fixed-atomic ./hits/safe.c -n 200 --engine native
prints 'counter-race on native'
prints 'hits on native'
expect 0 bench hits/safe.c --time 0.1 --threads 2
expect 0 show hits/racy.c
prints '^-- hits/racy\.c --$'
prints '^  long hits;$'
printf '# Hits of a page\n\nWhat happens?\n\n## What happened\n\nA race.\n' >set-lab.md
mkdir lesson && cp hits/racy.c lesson/broken.c && cp hits/safe.c set-lab.md lesson/ && mv lesson/set-lab.md lesson/lab.md
expect 0 show lesson/
prints '^# Hits of a page'
prints '^-- lesson/broken\.c --$'
prints_not '^A race'
expect 0 show ./lesson --answer
prints '^A race'
ln -s ../hits/racy.c lesson/linked.c
expect 0 check lesson/linked.c --engine native
prints '^(ok|unseen) +lesson/linked '
cd hits || exit
expect 0 check racy.c
prints '^ok +hits/racy '
expect 0 check .
prints ' hits/safe '
cd ..
mkdir -p set/one set/two set/util && cp hits/racy.c set/one/broken.c && cp hits/safe.c set/two/fixed-it.c
echo 'not C at all' >set/util/tool.c
expect 0 check set/ --engine native # the folders in it that are labs
prints '^(ok|unseen) +one/broken '
prints '^ok +two/fixed-it '
prints '^2 checked'
cp hits/racy.c 'my labs/my race.c'
expect 0 run './my labs/my race.c' -n 100
prints 'my-labs on native'
prints 'my-labs/my-race\.c:5'
expect 0 explore 'my labs/my race.c'
nothing_left 'a path with spaces'

# What it declares is what it is held against.
sed 's/LAB_LOSES_UPDATES/LAB_HOLDS/g; s/LAB_DATA_RACE/LAB_HOLDS/' hits/racy.c >wrong.c
expect 1 check ./wrong.c --engine tsan
prints '^FAILED? +[a-z].*/wrong +tsan|NOT OK|not as declared'
sed '/\.expect/d; s/\.ops = 100,$/.ops = 100);/' hits/racy.c >open.c
expect 0 check ./open.c
prints 'nothing declared'
mkdir counter-race && cp hits/safe.c counter-race/mine.c
expect 0 check counter-race/mine.c --engine native # hides the lab of that name, and says nothing of it
silent
prints '^1 checked'

# -- Flags of the project, code that the variants call, two versions of the same names. --
cat >project/include/amount.h <<'END'
long amount(void);
END
cat >project/amount.c <<'END'
#include "amount.h"
long amount(void) { return AMOUNT; }
END
for version in old new; do
  cat >project/$version.c <<'END'
#include <amount.h>
#include <lab/lab.h>
struct account {
  _Atomic long balance;
};
void deposit(struct account *account);
void deposit(struct account *account) { account->balance += amount(); }
static void audit(const struct account *account, struct lab_audit *audit) { lab_expect_total(audit, account->balance); }
LAB_VARIANT(struct account, .title = "deposits", .actor = deposit, .audit = audit, .ops = 10,
            .expect = {.native = LAB_HOLDS, .tsan = LAB_HOLDS, .explore = LAB_HOLDS});
END
done
echo 'int main(void) { return 0; }' >project/main.c
expect 0 check project/ -- -Iproject/include -DAMOUNT=1
says '^lab: note: project/main\.c has a main and is left out; lab explore project/main\.c takes it$'
prints '^ok +project/new +native '
prints '^ok +project/old +tsan '
expect 1 check project/ --quiet -- -Iproject/include -DAMOUNT=2
expect 0 explore project/old.c project/amount.c -- -Iproject/include -DAMOUNT=1
expect 1 explore project/old.c project/amount.c -- -Iproject/include -DAMOUNT=2
expect 0 run project/old.c project/amount.c -n 10 -- -Iproject/include -DAMOUNT=1 -DTEXT='a b'
prints "^ +-Iproject/include -DAMOUNT=1 '-DTEXT=a b'$"
expect 0 run project/old.c project/amount.c -n 10 -- -Iproject/include -DAMOUNT=1 -O3 -DNDEBUG -lm -L . -pthread -w \
  -fsanitize=address -flto
silent
expect 2 check project/old.c -- -Iproject/include # nobody defines amount
says 'amount'
says '^lab: what was compiled does not link$'

expect 2 check project/old.c project/amount.c -- -Iproject/include -DAMOUNT=1 -S
says 'which is no object file; are its flags odd'

cat >compile_commands.json <<END
[{"directory": "$work/project", "file": "old.c", "command": "gcc -Iinclude -DUNUSED='a b' -O2 -c -o old.o old.c -Wnothing -fsanitize=address"},
 {"directory": "$work", "file": "$work/project/amount.c", "arguments": ["cc", "-I", "project/include", "-DAMOUNT=1", "-c", "project/amount.c"]}]
END
expect 0 check project/old.c project/amount.c --compile-commands compile_commands.json --verbose
says "^lab: note: compile_commands\.json says of project/old\.c: -I $work/project/include -DUNUSED=a b\$"
expect 0 explore project/old.c project/amount.c --compile-commands compile_commands.json
refuses 2 'has no entry for project/new\.c' check project/new.c --compile-commands compile_commands.json
refuses 2 'cannot read nosuch\.json' check project/new.c --compile-commands nosuch.json
refuses 2 'is not JSON: line 1' check project/new.c --compile-commands project/main.c
refuses 2 '--compile-commands is for files given by path' check counter-race --compile-commands compile_commands.json
refuses 2 'what follows "--" is for files given by path' run counter-race -- -DX
nothing_left 'a project'

# -- Variants and programs explored. --
expect 0 explore hits/racy.c
prints '^lost 1: both actors read hits = 0'
prints 'racy\.c'
prints 'static void hit'
token=$(grep -o -- '--schedule .*' "$out" | cut -d' ' -f2)
expect 0 explore ./hits/racy.c --schedule "$token"
prints '^lost 1'
expect 0 explore hits/racy.c -- -DX
replay=$(sed -n 's/^Replay: lab //p' "$out") # with all that it takes
[[ $replay == "explore hits/racy.c --schedule "*" -- -DX" ]] || complain "$ran: replayed by: $replay"
# shellcheck disable=SC2086 # a command line
expect 0 $replay
prints '^lost 1'
expect 0 explore hits/safe.c
prints '^Proved'
expect 0 explore hits/ # as of a lab: what is broken
prints '^lost 1'
cat >program.c <<'END'
#include <assert.h>
#include <lab/ck.h>
#include <lab/explore.h>
#include <lab/lab.h>
#include <pthread.h>
static int x;
static void *add(void *unused) {
  x = x + 1;
  return unused;
}
int main(void) {
  pthread_t one, two;
  pthread_create(&one, NULL, add, NULL);
  pthread_create(&two, NULL, add, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  assert(x == 2 || WRONG_IS_FINE);
  return 0;
}
END
expect 1 explore program.c -- -DWRONG_IS_FINE=0
prints 'assert'
expect 0 explore ./program.c -- -DWRONG_IS_FINE=1
refuses 2 '^lab: \./program\.c is a program with a main, not a variant; try: lab explore \./program\.c$' \
  run ./program.c -- -DWRONG_IS_FINE=0
refuses 2 'program\.c is a program with a main' check program.c -- -DWRONG_IS_FINE=0
refuses 2 'program\.c has a main and hits/racy\.c a LAB_VARIANT; name one of them' \
  explore program.c hits/racy.c -- -DWRONG_IS_FINE=0
refuses 2 'both have a main; name one of them' explore program.c project/main.c -- -DWRONG_IS_FINE=0
refuses 2 'one variant at a time; hits/safe is one too many' explore hits/racy.c hits/safe.c
{ cat hits/racy.c && echo 'int main(void) { return 0; }'; } >both.c
refuses 2 'both\.c has both a LAB_VARIANT and a main' run ./both.c
nothing_left programs

# -- What cannot be built. --
echo 'int helper(void);int helper(void) { return 0; }' >helper.c
refuses 2 '^lab: \./helper\.c has neither a LAB_VARIANT nor a main$' run ./helper.c
refuses 2 'helper\.c has neither a LAB_VARIANT nor a main$' explore helper.c
# A table in which something is forgotten or mistyped would pass for everything.
mistake() { # PATTERN SED-SCRIPT
  sed "$2" hits/racy.c >mistake.c
  expect 2 check ./mistake.c --engine native
  says "^lab: the files cannot be used: .*/mistake: $1"
}
mistake 'it has no \.actor, \.actors or \.work' 's/\.actor = hit, //'
mistake 'it has no \.audit, which alone can find lost$' 's/\.audit = audit, //'
mistake 'it expects "loses" on native, which is neither a word' 's/LAB_LOSES_UPDATES/"loses"/'
mistake '.* on tsan, .*; did you mean "data-race"\?$' 's/LAB_DATA_RACE/"datarace"/'
mistake '"title" is not a line of text \(UTF-8' 's/hits, unprotected/\\xff/'
: >empty.c
printf 'int x;\0' >binary.c
mkdir folder.c none
refuses 2 '^lab: empty\.c is empty$' run empty.c
refuses 2 '^lab: empty\.c is empty$' explore empty.c
refuses 2 'binary\.c is binary, not C' check ./binary.c
refuses 4 'no \.c file in folder\.c' run folder.c
refuses 4 'no \.c file in none/' check none/
refuses 2 'no file hits/racyy\.c; did you mean hits/racy\.c\?' run hits/racyy.c
refuses 2 'no file \./hist/; did you mean \./hits\?' check ./hist/
refuses 2 'no file zzzzzzzz\.c$' explore zzzzzzzz.c
refuses 2 'compile_commands\.json is not a \.c file' run ./compile_commands.json
refuses 2 '/dev/null is no regular file' run /dev/null
mkdir -p other/hits 'a=b' && cp hits/racy.c other/hits/another.c && cp hits/racy.c 'a=b/x.c'
refuses 2 'the folders of hits/racy\.c and other/hits/another\.c would both be lab hits' check hits/racy.c other/hits/
refuses 2 "a path with '=' in it" run ./a=b/x.c
if [ "$(id -u)" != 0 ]; then
  cp hits/racy.c unreadable.c && chmod 0 unreadable.c
  refuses 2 'cannot read unreadable\.c: Permission denied' run unreadable.c
fi
# What dies before it can say what it is.
{ cat hits/racy.c && echo '__attribute__((constructor)) static void die(void) { __builtin_trap(); }'; } >dying.c
refuses 2 'the files cannot be used: .*lab-native --describe was killed by SIG(ILL|TRAP)' run ./dying.c
# The compiler's messages as they are, once for all engines, and then one line.
sed 's/return unused;/return unusde;/' program.c >typo.c
echo 'print("hello")' >python.c
for words in 'run' 'check --engine tsan,native' 'explore' 'show'; do
  # shellcheck disable=SC2086 # a command and its options
  expect 2 $words ./typo.c -- -DWRONG_IS_FINE=0
  [ "$(grep -c 'typo\.c:9:10: error: use of undeclared identifier' "$err")" = 1 ] || complain "$ran: not one message"
  says '^lab: \./typo\.c does not compile$'
  [ ! -s "$out" ] || complain "$ran: stdout is not empty"
done
expect 2 run python.c
says '^lab: python\.c does not compile$'
sed 's/^static void hit.*/&\nstatic int unused(void) { return 0; }/' hits/racy.c >warned.c
for verb in 'check --engine native,tsan' explore; do
  # shellcheck disable=SC2086
  expect 0 $verb ./warned.c
  [ "$(grep -c 'warning: unused function' "$err")" = 1 ] || complain "$ran: not one warning"
done
LAB_CLANG=/nonexistent/clang refuses 77 \
  'cannot start /nonexistent/clang: No such file or directory; LAB_CLANG names another compiler' run hits/racy.c
TMPDIR=/nonexistent refuses 3 'cannot use /nonexistent for temporary files' run hits/racy.c
nothing_left 'what cannot be built'

# -- Interrupted while compiling and while running: nothing stays. --
cat >slow-clang <<'END'
#!/bin/sh
: >"$MARK"
sleep 1000
END
chmod +x slow-clang
interrupt() { # SIGNAL CODE COMMAND...: sends it when the mark is there
  local signal=$1 want=$2 code pid
  shift 2
  rm -f "$MARK"
  "$@" >"$out" 2>"$err" &
  pid=$!
  until [ -e "$MARK" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.02; done
  kill -"$signal" $pid
  wait $pid 2>/dev/null
  code=$?
  [ "$code" = "$want" ] || complain "$signal: exit code $code, not $want: $*"
  nothing_left "$signal: $*"
}
export MARK=$work/mark
LAB_CLANG=$work/slow-clang interrupt TERM 143 "$LAB" run hits/racy.c
LAB_CLANG=$work/slow-clang interrupt HUP 129 "$LAB" explore hits/racy.c
# A variant that says when it runs.
sed 's/^static void hit.*/#include <stdio.h>\nstatic void hit(struct page *page) { page->hits += fclose(fopen(MARK, "w")) == 0; }/' \
  hits/racy.c >marking.c
interrupt TERM 143 "$LAB" run ./marking.c --time 1000 --engine native --no-tune -- "-DMARK=\"$MARK\""
has "$out" 'PARTIAL'
# An interruption of the whole group, as a terminal's Ctrl-C is.
set -m
rm -f "$MARK"
"$LAB" run ./marking.c --time 1000 --engine native --no-tune -- "-DMARK=\"$MARK\"" >"$out" 2>"$err" &
pid=$!
set +m
until [ -e "$MARK" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.02; done
kill -INT -- -$pid
wait $pid
code=$?
[ "$code" = 130 ] || complain "Ctrl-C: exit code $code, not 130"
nothing_left 'Ctrl-C'
finish
