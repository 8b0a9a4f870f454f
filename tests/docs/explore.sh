#!/bin/bash
# SPDX-License-Identifier: MIT
# The example of <lab/explore.h>: under the explorer its words do what they say; without it the program runs as ever.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
example=$LAB_SOURCE/tests/docs/explore/clock.c

expect 1 explore "$example"
prints '^fail: actor 1: it is an hour ago, at clock\.c:26$'
prints 'choose [01]'
prints '^Explored to the end: [0-9]+ executions stand for all interleavings; [1-9][0-9]* of them fails?'

# The writer's two steps made one: nothing is left to fail.
sed -e 's/^  minutes = 0;$/  lab_atomic_begin();\n&/' -e 's/^  hours = 10;$/&\n  lab_atomic_end();/' "$example" >together.c
# ... for a reader of one step, too.
sed -i -e 's/^  int h = 0, m = 0;$/&\n  lab_atomic_begin();/' -e 's/^  lab_assume/  lab_atomic_end();\n&/' together.c
expect 0 explore together.c
prints '^Proved for these parameters: '

# What is assumed is dropped: without the assumption looks at 9:59 are executions too.
grep -v lab_assume together.c >free.c
sed -i 's/h == 9 \&\& m == 0/h == 9 \&\& m == 59/' free.c
expect 1 explore free.c
prints '^fail: actor 1: it is an hour ago'

# Without the explorer, by each compiler there is: it ends by itself, and lab_fail is an abort with its text.
for compiler in "${CLANG:-clang}" gcc; do
  command -v "$compiler" >/dev/null || { echo "not tested: $compiler is not installed"; continue; }
  for source in "$example" together.c; do
    "$compiler" -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$LAB_SOURCE/include" -pthread "$source" -o program 2>"$err" ||
      complain "$compiler: $source does not compile"
    ./program >"$out" 2>"$err"
    code=$?
    if [ $code -eq 0 ]; then
      ran=$compiler prints '^(9:59|10:00|10:59)$'
    else # the race that it is about
      [ $code -eq 134 ] || complain "$compiler: exit code $code"
      has "$err" '^it is an hour ago$'
    fi
  done
  printf '#include <lab/explore.h>\nint main(void) { lab_fail("no"); }\n' >fail.c
  "$compiler" -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$LAB_SOURCE/include" fail.c -o program 2>"$err" ||
    complain "$compiler: fail.c does not compile"
  (ulimit -c 0 && exec ./program) >"$out" 2>"$err"
  [ $? -eq 134 ] || complain "$compiler: lab_fail is no abort"
  has "$err" '^no$'
done
finish
