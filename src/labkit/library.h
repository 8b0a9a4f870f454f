/* SPDX-License-Identifier: MIT */
/*
 * libcurl and libmicrohttpd, loaded when a lab asks for them: with the libraries that they bring along, each host
 * would start ten times as slowly, and most labs download nothing.
 */
#ifndef LAB_LABKIT_LIBRARY_H
#define LAB_LABKIT_LIBRARY_H

#include <curl/curl.h>
#include <microhttpd.h>

/* Each name is a pointer to the function of that name. */
struct lab_curl {
  __typeof__(curl_global_init) *global_init;
  __typeof__(curl_easy_init) *easy_init;
  __typeof__(curl_easy_setopt) *easy_setopt;
  __typeof__(curl_easy_perform) *easy_perform;
  __typeof__(curl_easy_getinfo) *easy_getinfo;
  __typeof__(curl_easy_cleanup) *easy_cleanup;
  __typeof__(curl_multi_init) *multi_init;
  __typeof__(curl_multi_setopt) *multi_setopt;
  __typeof__(curl_multi_add_handle) *multi_add_handle;
  __typeof__(curl_multi_remove_handle) *multi_remove_handle;
  __typeof__(curl_multi_socket_action) *multi_socket_action;
  __typeof__(curl_multi_info_read) *multi_info_read;
  __typeof__(curl_multi_assign) *multi_assign;
  __typeof__(curl_multi_cleanup) *multi_cleanup;
};

struct lab_microhttpd {
  __typeof__(MHD_start_daemon) *start_daemon;
  __typeof__(MHD_run) *run;
  __typeof__(MHD_get_daemon_info) *get_daemon_info;
  __typeof__(MHD_create_response_from_buffer) *create_response_from_buffer;
  __typeof__(MHD_destroy_response) *destroy_response;
  __typeof__(MHD_queue_response) *queue_response;
  __typeof__(MHD_suspend_connection) *suspend_connection;
  __typeof__(MHD_resume_connection) *resume_connection;
};

/* Loaded by the first call, which must not be concurrent with another; ends the process where that is impossible. */
const struct lab_curl *lab_curl(void);
const struct lab_microhttpd *lab_microhttpd(void);

/* "why\n" on stderr, which the front end reads, and the end. */
_Noreturn void lab_kit_give_up(const char *why);

#endif
