/* SPDX-License-Identifier: MIT */
/* The native engine adds nothing: the variant runs as the compiler made it. */
#include "host/host.h"

const struct lab_host_engine lab_host_engine = {.name = "native"};
