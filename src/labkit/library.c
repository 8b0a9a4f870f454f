/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "labkit/library.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void lab_kit_give_up(const char *why) {
  fprintf(stderr, "%s\n", why);
  fflush(stderr);
  _exit(EXIT_FAILURE);
}

struct symbol {
  void *into; /* address of a function pointer */
  const char *name;
};

/* The names of the interfaces that the headers above describe, as the distribution installs them. */
static void load(const char *soname, const struct symbol *symbols, size_t n) {
  void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    lab_kit_give_up(dlerror());
  for (size_t i = 0; i < n; i++) {
    void *found = dlsym(library, symbols[i].name);
    if (!found)
      lab_kit_give_up(dlerror());
    memcpy(symbols[i].into, &found, sizeof found);
  }
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct lab_curl *lab_curl(void) {
  static struct lab_curl curl;
  const struct symbol symbols[] = {{&curl.global_init, "curl_global_init"},
                                   {&curl.easy_init, "curl_easy_init"},
                                   {&curl.easy_setopt, "curl_easy_setopt"},
                                   {&curl.easy_perform, "curl_easy_perform"},
                                   {&curl.easy_getinfo, "curl_easy_getinfo"},
                                   {&curl.easy_cleanup, "curl_easy_cleanup"},
                                   {&curl.multi_init, "curl_multi_init"},
                                   {&curl.multi_setopt, "curl_multi_setopt"},
                                   {&curl.multi_add_handle, "curl_multi_add_handle"},
                                   {&curl.multi_remove_handle, "curl_multi_remove_handle"},
                                   {&curl.multi_socket_action, "curl_multi_socket_action"},
                                   {&curl.multi_info_read, "curl_multi_info_read"},
                                   {&curl.multi_assign, "curl_multi_assign"},
                                   {&curl.multi_cleanup, "curl_multi_cleanup"}};
  if (curl.global_init)
    return &curl;
  load("libcurl.so.4", symbols, COUNT(symbols));
  /* Once per process, and before there are threads: curl_global_init(3). */
  if (curl.global_init(CURL_GLOBAL_NOTHING) != CURLE_OK)
    lab_kit_give_up("libcurl cannot be initialized");
  return &curl;
}

const struct lab_microhttpd *lab_microhttpd(void) {
  static struct lab_microhttpd mhd;
  const struct symbol symbols[] = {{&mhd.start_daemon, "MHD_start_daemon"},
                                   {&mhd.run, "MHD_run"},
                                   {&mhd.get_daemon_info, "MHD_get_daemon_info"},
                                   {&mhd.create_response_from_buffer, "MHD_create_response_from_buffer"},
                                   {&mhd.destroy_response, "MHD_destroy_response"},
                                   {&mhd.queue_response, "MHD_queue_response"},
                                   {&mhd.suspend_connection, "MHD_suspend_connection"},
                                   {&mhd.resume_connection, "MHD_resume_connection"}};
  if (!mhd.start_daemon)
    load("libmicrohttpd.so.12", symbols, COUNT(symbols));
  return &mhd;
}
