/* SPDX-License-Identifier: MIT */
/* Internal to src/labkit: what sessions and event-driven downloads share. */
#ifndef LAB_LABKIT_HTTP_H
#define LAB_LABKIT_HTTP_H

#include "labkit/library.h"
#include <lab/http.h>

/* The server's port, 0 while there is none. */
unsigned lab_server_port(void);

/* A new handle that puts what it receives into the session; the session must stay where it is. */
CURL *lab_session_handle(struct lab_session *session);

#endif
