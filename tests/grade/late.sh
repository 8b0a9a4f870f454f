#!/bin/bash
# SPDX-License-Identifier: MIT
# Attacks that behave for as long as anybody explores them: what runs a thousand operations finds them.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
class hostile counter-race
find class -mindepth 1 -maxdepth 1 ! -name 'hostile-late-*' ! -name 'hostile-detect-*' -exec rm -rf {} +
expect 1 grade counter-race class --jobs 2 --format json --output results.json
compare results.json counter-race hostile
unharmed
finish
