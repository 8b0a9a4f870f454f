#!/bin/bash
# SPDX-License-Identifier: MIT
# AddressSanitizer and UndefinedBehaviorSanitizer: what happens in every iteration is reported in every one, with both
# lines; undefined behaviour once for each place; nothing of a program that does neither.
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.sh"
export LAB_HOSTS=$LAB_HOSTS_OF_TESTS
[ -x "$LAB_HOSTS/lab-asan" ] || { echo "lab-asan was not built"; exit 77; }

expect 0 run detectors/broken-freed --engine asan --iterations 200 --format csv
reported=$(awk -F, 'NR == 2 { print $15 }' "$out")
[ "$reported" = 200 ] || complain "a use after free reported in $reported of 200 iterations"
expect 0 run detectors/broken-freed --engine asan --iterations 20
prints '1\. heap-use-after-free in 20 of 20 iterations of broken-freed'
prints 'read of 8 bytes by actor [01] in look, detectors/broken-freed\.c:'
prints '\| static void look'
prints 'freed by actor [01] in setup, detectors/broken-freed\.c:'
prints '\| free\(s->book\);'
prints_not 'bytes of output'

expect 0 run detectors/broken-overflow --engine asan --iterations 20
prints 'signed-integer-overflow in 1 of 20 iterations of broken-overflow'
prints 'in advance, detectors/broken-overflow\.c:'

expect 0 run detectors/fixed-kept --engine asan --iterations 200
prints_not 'reported$'
expect 0 check detectors --engine asan --require-repro
finish
