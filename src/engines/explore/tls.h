/* SPDX-License-Identifier: MIT */
/* Thread-locals of fibers: -femulated-tls turns every access to one into a call that is answered per actor. */
#ifndef LAB_EXPLORE_TLS_H
#define LAB_EXPLORE_TLS_H

#include "engines/explore/engine.h"

/* Runs the destructors of the running actor's pthread keys. */
void lab_tls_finish(void);

#endif
