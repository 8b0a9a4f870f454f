/* SPDX-License-Identifier: MIT */
/*
 * The server: one process, one thread.  A request is put aside (MHD_suspend_connection) and answered one unit later.
 */
#define _GNU_SOURCE
#include "labkit/http.h"
#include <arpa/inet.h>
#include <errno.h>
#include <lab/unit.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WAITING_MAX 1024 /* requests that are put aside */
#define BACKLOG 512

static unsigned port;

unsigned lab_server_port(void) { return port; }

/* -- In the server's process. -- */
struct request {
  struct MHD_Connection *connection;
  uint64_t due_ns;
};

/* All wait for the same time, so those that come first are due first. */
static struct {
  struct request ring[WAITING_MAX];
  unsigned head, n;
  uint64_t latency_ns;
} waiting;

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

static enum MHD_Result answer(struct MHD_Connection *connection, const char *url) {
  char text[200];
  const int length = snprintf(text, sizeof text, "item %.60s\nA text about item %.60s.\n", url, url);
  struct MHD_Response *response =
      lab_microhttpd()->create_response_from_buffer((size_t)length, text, MHD_RESPMEM_MUST_COPY);
  const enum MHD_Result result = lab_microhttpd()->queue_response(connection, MHD_HTTP_OK, response);
  lab_microhttpd()->destroy_response(response);
  return result;
}

/* Called when a request has come, and again when it goes on: *seen tells the two apart. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **seen) {
  static int put_aside;
  (void)context, (void)method, (void)version, (void)data, (void)size;
  const char *item = strncmp(url, "/item/", 6) == 0 ? url + 6 : "none";
  if (*seen || waiting.n == WAITING_MAX)
    return answer(connection, item);
  *seen = &put_aside;
  const unsigned slot = (waiting.head + waiting.n++) % WAITING_MAX;
  waiting.ring[slot] = (struct request){connection, now_ns() + waiting.latency_ns};
  lab_microhttpd()->suspend_connection(connection);
  return MHD_YES;
}

static void resume_due(void) {
  while (waiting.n > 0 && waiting.ring[waiting.head].due_ns <= now_ns()) {
    lab_microhttpd()->resume_connection(waiting.ring[waiting.head].connection);
    waiting.head = (waiting.head + 1) % WAITING_MAX;
    waiting.n--;
  }
}

/* Until the other end of the pipe is closed, which is when the host and all that it forked have ended. */
static void serve(int listener, int pipe) {
  struct MHD_Daemon *daemon = lab_microhttpd()->start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
                                                             on_request, NULL, MHD_OPTION_LISTEN_SOCKET, listener,
                                                             MHD_OPTION_CONNECTION_TIMEOUT, 0u, MHD_OPTION_END);
  if (!daemon)
    lab_kit_give_up("libmicrohttpd cannot start its daemon");
  const union MHD_DaemonInfo *info = lab_microhttpd()->get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
  struct pollfd fds[2] = {{.fd = info->epoll_fd, .events = POLLIN}, {.fd = pipe, .events = POLLIN}};
  while (!fds[1].revents) {
    struct timespec left = {.tv_sec = 1};
    const uint64_t now = now_ns(), due = waiting.n ? waiting.ring[waiting.head].due_ns : now + 1000000000;
    const uint64_t wait = due > now ? due - now : 0;
    left = (struct timespec){.tv_sec = (time_t)(wait / 1000000000), .tv_nsec = (long)(wait % 1000000000)};
    ppoll(fds, 2, &left, NULL);
    resume_due();
    lab_microhttpd()->run(daemon);
  }
}

/* -- In the host. -- */
static int listen_somewhere(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, BACKLOG) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0)
    lab_kit_give_up("no port on the loopback interface can be listened on");
  port = ntohs(address.sin_port);
  return listener;
}

/* The server is a grandchild: the host has no child to mistake for one of the lab's. */
static void fork_server(int listener, const int *pipes) {
  const pid_t child = fork();
  if (child == 0) {
    if (fork() != 0)
      _exit(0);
    signal(SIGINT, SIG_IGN);
    close(pipes[1]);
    serve(listener, pipes[0]);
    _exit(0);
  }
  if (child < 0 || waitpid(child, NULL, 0) != child)
    lab_kit_give_up("no process for the server");
}

void lab_server_start(void) {
  int pipes[2];
  if (port)
    return;
  lab_curl();
  lab_microhttpd();
  waiting.latency_ns = (uint64_t)lab_unit_us() * 1000;
  const int listener = listen_somewhere();
  if (pipe(pipes) != 0)
    lab_kit_give_up("no pipe for the server");
  fork_server(listener, pipes);
  close(listener);
  close(pipes[0]);
}
