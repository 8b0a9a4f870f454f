/* SPDX-License-Identifier: MIT */
/*
 * Downloads as events: libcurl says which sockets and time-outs it waits for (CURLMOPT_SOCKETFUNCTION,
 * CURLMOPT_TIMERFUNCTION), libuv waits for them, and curl_multi_socket_action goes on with what has come.
 */
#define _GNU_SOURCE
#include "labkit/http.h"
#include <lab/lane.h>
#include <stdbool.h>
#include <stdlib.h>
#include <uv.h>

struct download {
  unsigned item;
  void (*arrived)(void *context, unsigned item, const char *response);
  void *context;
  struct download *next;
};

/* One of those that are under way at a time. */
struct slot {
  struct lab_session session; /* first: its handle is the slot's */
  struct download *download;  /* NULL: free */
};

struct watched_socket {
  uv_poll_t poll;
  curl_socket_t socket;
  struct lab_downloads *downloads;
};

struct lab_downloads {
  uv_loop_t loop;
  uv_timer_t timer;
  CURLM *multi;
  struct download *first, *last; /* not begun */
  unsigned width;
  struct slot slots[];
};

static void begin_one(struct lab_downloads *all, unsigned s) {
  struct slot *slot = &all->slots[s];
  slot->download = all->first;
  all->first = slot->download->next;
  lab_lane("slot", s);
  lab_lane_wait(NULL);
  lab_session_aim(&slot->session, slot->download->item);
  lab_curl()->multi_add_handle(all->multi, slot->session.handle);
}

static void begin_more(struct lab_downloads *all) {
  for (unsigned s = 0; s < all->width && all->first; s++)
    if (!all->slots[s].download)
      begin_one(all, s);
}

static void finish_one(struct lab_downloads *all, CURL *handle, CURLcode result) {
  for (unsigned s = 0; s < all->width; s++) {
    struct slot *slot = &all->slots[s];
    if (slot->session.handle != handle)
      continue;
    struct download *download = slot->download;
    lab_curl()->multi_remove_handle(all->multi, handle);
    lab_lane("slot", s);
    lab_lane_end();
    download->arrived(download->context, download->item, result == CURLE_OK ? slot->session.response : "");
    free(download);
    slot->download = NULL;
  }
}

static void go_on(struct lab_downloads *all, curl_socket_t socket, int events) {
  int running, left;
  lab_curl()->multi_socket_action(all->multi, socket, events, &running);
  for (CURLMsg *message = lab_curl()->multi_info_read(all->multi, &left); message;
       message = lab_curl()->multi_info_read(all->multi, &left))
    if (message->msg == CURLMSG_DONE)
      finish_one(all, message->easy_handle, message->data.result);
  begin_more(all);
}

static void on_socket(uv_poll_t *poll, int status, int events) {
  struct watched_socket *watched = poll->data;
  const int happened = (status < 0 ? CURL_CSELECT_ERR : 0) | (events & UV_READABLE ? CURL_CSELECT_IN : 0) |
                       (events & UV_WRITABLE ? CURL_CSELECT_OUT : 0);
  go_on(watched->downloads, watched->socket, happened);
}

static void on_timer(uv_timer_t *timer) { go_on(timer->data, CURL_SOCKET_TIMEOUT, 0); }

static void free_watched(uv_handle_t *handle) { free(handle->data); }

static int watch_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *known) {
  struct lab_downloads *all = context;
  struct watched_socket *watched = known;
  (void)easy;
  if (what == CURL_POLL_REMOVE) {
    if (watched)
      uv_close((uv_handle_t *)&watched->poll, free_watched);
    lab_curl()->multi_assign(all->multi, socket, NULL);
    return 0;
  }
  if (!watched) {
    watched = calloc(1, sizeof *watched);
    if (!watched)
      return -1;
    *watched = (struct watched_socket){.socket = socket, .downloads = all};
    uv_poll_init_socket(&all->loop, &watched->poll, socket);
    watched->poll.data = watched;
    lab_curl()->multi_assign(all->multi, socket, watched);
  }
  return uv_poll_start(&watched->poll,
                       (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0), on_socket);
}

static int set_timer(CURLM *multi, long milliseconds, void *context) {
  struct lab_downloads *all = context;
  (void)multi;
  if (milliseconds < 0)
    return uv_timer_stop(&all->timer);
  return uv_timer_start(&all->timer, on_timer, (uint64_t)milliseconds, 0);
}

struct lab_downloads *lab_downloads_open(unsigned width) {
  struct lab_downloads *all = calloc(1, sizeof *all + width * sizeof(struct slot));
  if (!all || uv_loop_init(&all->loop) != 0 || uv_timer_init(&all->loop, &all->timer) != 0)
    lab_kit_give_up("no event loop");
  all->width = width;
  all->timer.data = all;
  all->multi = lab_curl()->multi_init();
  lab_curl()->multi_setopt(all->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
  lab_curl()->multi_setopt(all->multi, CURLMOPT_SOCKETDATA, all);
  lab_curl()->multi_setopt(all->multi, CURLMOPT_TIMERFUNCTION, set_timer);
  lab_curl()->multi_setopt(all->multi, CURLMOPT_TIMERDATA, all);
  for (unsigned s = 0; s < width; s++)
    lab_session_open(&all->slots[s].session);
  return all;
}

void lab_downloads_add(struct lab_downloads *all, unsigned item,
                       void (*arrived)(void *context, unsigned item, const char *response), void *context) {
  struct download *download = malloc(sizeof *download);
  if (!download)
    lab_kit_give_up("no memory for a download");
  *download = (struct download){.item = item, .arrived = arrived, .context = context};
  if (all->first)
    all->last->next = download;
  else
    all->first = download;
  all->last = download;
}

static bool under_way(const struct lab_downloads *all) {
  for (unsigned s = 0; s < all->width; s++)
    if (all->slots[s].download)
      return true;
  return all->first != NULL;
}

void lab_downloads_run(struct lab_downloads *all) {
  begin_more(all);
  while (under_way(all))
    uv_run(&all->loop, UV_RUN_ONCE);
}

void lab_downloads_close(struct lab_downloads *all) {
  for (unsigned s = 0; s < all->width; s++)
    lab_session_close(&all->slots[s].session);
  lab_curl()->multi_cleanup(all->multi);
  uv_close((uv_handle_t *)&all->timer, NULL);
  uv_run(&all->loop, UV_RUN_DEFAULT);
  uv_loop_close(&all->loop);
  free(all);
}
