/* SPDX-License-Identifier: MIT */
/*
 * Sessions: libcurl's easy interface, one handle for one user at a time.
 */
#define _GNU_SOURCE
#include "labkit/http.h"
#include <lab/lane.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libcurl hands over what it has received, maybe in pieces. */
static size_t receive(char *data, size_t one, size_t n, void *context) {
  struct lab_session *session = context;
  const size_t room = sizeof session->response - 1 - session->length, size = one * n < room ? one * n : room;
  memcpy(session->response + session->length, data, size);
  session->length += size;
  session->response[session->length] = '\0';
  return one * n;
}

CURL *lab_session_handle(struct lab_session *session) {
  const struct lab_curl *curl = lab_curl();
  CURL *handle = curl->easy_init();
  if (!handle)
    lab_kit_give_up("libcurl has no handle");
  curl->easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
  curl->easy_setopt(handle, CURLOPT_WRITEDATA, (void *)session);
  curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl->easy_setopt(handle, CURLOPT_PROXY, "");
  curl->easy_setopt(handle, CURLOPT_TIMEOUT, 30L);
  return handle;
}

void lab_session_aim(struct lab_session *session, unsigned item) {
  char url[80];
  snprintf(url, sizeof url, "http://127.0.0.1:%u/item/%u", lab_server_port(), item);
  session->length = 0;
  session->response[0] = '\0';
  lab_curl()->easy_setopt(session->handle, CURLOPT_URL, url);
}

void lab_session_open(struct lab_session *session) { session->handle = lab_session_handle(session); }

void lab_session_get(struct lab_session *session, unsigned item) {
  lab_session_aim(session, item);
  lab_session_fetch(session);
}

void lab_session_fetch(struct lab_session *session) {
  lab_lane_wait(NULL);
  if (lab_curl()->easy_perform(session->handle) != CURLE_OK)
    session->response[0] = '\0';
  lab_lane_end();
}

void lab_session_close(struct lab_session *session) {
  lab_curl()->easy_cleanup(session->handle);
  session->handle = NULL;
}

long lab_response_item(const char *response) {
  char *end;
  if (strncmp(response, "item ", 5) != 0)
    return -1;
  const long item = strtol(response + 5, &end, 10);
  return *end == '\n' ? item : -1;
}
