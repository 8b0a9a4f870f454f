/* SPDX-License-Identifier: MIT */
/*
 * Downloads for timed labs: a server on the loopback interface and sessions through libcurl.
 *
 * The server (libmicrohttpd) is a process of its own, on a port of 127.0.0.1 that the kernel chose.  It answers GET
 * /item/17 with a text about item 17, one unit of time (lab/unit.h) after the request: that is the latency, and while
 * it lasts nobody needs a CPU.  It ends with the host that started it.
 */
#ifndef LAB_HTTP_H
#define LAB_HTTP_H

#include <stddef.h>

/* Starts the server unless it is running.  To be called in setup(); ends the process where it cannot be had. */
void lab_server_start(void);

/*
 * A session: a connection that is kept open from one download to the next, and the last response.  Belongs to one
 * thread at a time; a child process needs one of its own.
 */
struct lab_session {
  void *handle; /* CURL * */
  size_t length;
  char response[256]; /* text of the last download, "" where it failed */
};
void lab_session_open(struct lab_session *session);
/* Downloads an item into session->response.  Waits; recorded as such in this thread's lane (lab/lane.h). */
void lab_session_get(struct lab_session *session, unsigned item);
/* The two halves of it, as in libcurl: which item it is to be (curl_easy_setopt), and the download (curl_easy_perform).
 */
void lab_session_aim(struct lab_session *session, unsigned item);
void lab_session_fetch(struct lab_session *session);
void lab_session_close(struct lab_session *session);

/* The number of the item that a response is about, -1 where it is about none. */
long lab_response_item(const char *response);

/*
 * Downloads as events: libcurl's multi interface on a loop of libuv.  Each download has a lane while it lasts, and
 * up to `width` of them are under way at the same time; the others wait for their turn.
 */
struct lab_downloads;
struct lab_downloads *lab_downloads_open(unsigned width);
/* arrived(context, item, response) is called from lab_downloads_run, one at a time, and may add more. */
void lab_downloads_add(struct lab_downloads *downloads, unsigned item,
                       void (*arrived)(void *context, unsigned item, const char *response), void *context);
/* Returns when all have arrived. */
void lab_downloads_run(struct lab_downloads *downloads);
void lab_downloads_close(struct lab_downloads *downloads);

#endif
