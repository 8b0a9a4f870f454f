#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The sanitizer job of a project, for any Debian machine or container:
#
#   sanitizers/ci/check.sh ./races/            what to check: folders, files, names of labs; nothing: all labs
#
# Results go to $LAB_RESULTS (default: lab-results), in the formats that CI services read; the exit code is that of
# `lab check`.  $LAB is the program (default: that of the checkout that this file is in, which installs what it needs).
set -eu
lab=${LAB:-$(dirname "$(readlink -f "$0")")/../../lab}
results=${LAB_RESULTS:-lab-results}
mkdir -p "$results"
exec "$lab" check --output "$results/lab.xml" --output "$results/lab.sarif" --output "$results/lab.tap" \
  --output "$results/lab.jsonl" "$@"
