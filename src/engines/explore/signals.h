/* SPDX-License-Identifier: MIT */
/* Faults of the program become outcomes; first writes to its data are noticed; a watchdog sees loops without steps. */
#ifndef LAB_EXPLORE_SIGNALS_H
#define LAB_EXPLORE_SIGNALS_H

#include "engines/explore/engine.h"

void lab_signals_open(void);

/* The file descriptor for messages about faults of the explorer itself; standard error, if not said. */
void lab_signals_complain_to(int fd);

/* Set by SIGINT, SIGTERM, SIGHUP, and by the watchdog when the time is up: the search stops. */
extern volatile int lab_signals_stop;

/* Goes up by one every 50 ms. */
extern volatile int lab_signals_ticks;

/* The search stops after so many seconds; 0: never. */
void lab_signals_deadline(double seconds);

#endif
