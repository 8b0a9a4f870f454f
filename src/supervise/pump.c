/* SPDX-License-Identifier: MIT */
/*
 * The one place where the front end waits: replies, output and deaths of all its hosts, and signals.
 */
#include "supervise/host_process.h"
#include "supervise/process.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOSTS_MAX 40
#define DRAIN_AT_ONCE (256u << 10)

static void keep_tail(struct lab_host *host, const char *bytes, size_t n) {
  if (n >= LAB_HOST_TAIL) {
    memcpy(host->tail, bytes + n - LAB_HOST_TAIL, LAB_HOST_TAIL);
    host->tail_size = LAB_HOST_TAIL;
    return;
  }
  if (host->tail_size + n > LAB_HOST_TAIL) {
    const size_t drop = host->tail_size + n - LAB_HOST_TAIL;
    memmove(host->tail, host->tail + drop, host->tail_size - drop);
    host->tail_size -= drop;
  }
  memcpy(host->tail + host->tail_size, bytes, n);
  host->tail_size += n;
}

void lab_host_drain(struct lab_host *host) {
  char buffer[32768];
  /* Bounded, since a host may print faster than this reads. */
  for (size_t taken = 0; host->output >= 0 && taken < DRAIN_AT_ONCE;) {
    const ssize_t got = read(host->output, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0 && errno == EAGAIN)
      return;
    if (got <= 0) {
      close(host->output);
      host->output = -1;
      return;
    }
    taken += (size_t)got;
    host->printed += (uint64_t)got;
    keep_tail(host, buffer, (size_t)got);
  }
}

/* A reply is believed if it is one that can come now. */
static void take_reply(struct lab_host *host, const struct lab_reply *reply) {
  const bool starting = host->state == LAB_HOST_STARTING;
  const bool running = host->state == LAB_HOST_RUNNING;
  if (starting && (reply->kind == LAB_REPLY_READY || reply->kind == LAB_REPLY_REFUSED)) {
    host->state = reply->kind == LAB_REPLY_READY ? LAB_HOST_READY : LAB_HOST_REFUSED;
    if (host->state == LAB_HOST_READY)
      lab_host_know_threads(host);
  } else if (running && reply->kind == LAB_REPLY_DONE && reply->sequence == host->command.sequence &&
             reply->iterations > 0 && reply->iterations <= host->command.iterations) {
    host->state = LAB_HOST_READY;
  } else if (running && reply->kind == LAB_REPLY_REFUSED && reply->sequence == host->command.sequence) {
    host->state = LAB_HOST_REFUSED;
  } else {
    host->garbage = true;
    return;
  }
  host->reply = *reply;
  host->reply.text[sizeof host->reply.text - 1] = '\0';
}

void lab_host_receive(struct lab_host *host) {
  while (host->socket >= 0 && !host->garbage) {
    struct lab_reply reply;
    const ssize_t got = recv(host->socket, &reply, sizeof reply, MSG_DONTWAIT | MSG_TRUNC);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0 && errno == EAGAIN)
      return;
    if (got <= 0) {
      host->closed = true;
      return;
    }
    if (got != (ssize_t)sizeof reply)
      host->garbage = true;
    else
      take_reply(host, &reply);
  }
}

void lab_host_reap(struct lab_host *host) {
  siginfo_t info = {.si_pid = 0};
  if (host->state == LAB_HOST_NONE || host->state == LAB_HOST_DEAD ||
      waitid(P_PID, (id_t)host->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != host->pid)
    return;
  /* While it is a zombie its number cannot be anyone else's; what it left in its group goes with it. */
  kill(-host->pid, SIGKILL);
  int status = 0;
  waitpid(host->pid, &status, 0);
  lab_scratch_remove(host->pid);
  /* What it said before it died was said. */
  lab_host_receive(host);
  lab_host_drain(host);
  /* The status of a process that a signal has killed is the number of the signal. */
  const int signal = WIFEXITED(status) ? WEXITSTATUS(status) - 128 : 0;
  host->status = host->wrapped && signal > 0 && signal < NSIG ? signal : status;
  host->state = LAB_HOST_DEAD;
}

static bool is_alive(const struct lab_host *host) {
  return host->state != LAB_HOST_NONE && host->state != LAB_HOST_DEAD;
}

bool lab_hosts_pump(struct lab_host *const *hosts, size_t n, int signals, int timeout_ms) {
  struct pollfd fds[3 * HOSTS_MAX + 1];
  nfds_t used = 0;
  fds[used++] = (struct pollfd){.fd = signals, .events = POLLIN};
  for (size_t i = 0; i < n && i < HOSTS_MAX; i++) {
    const struct lab_host *host = hosts[i];
    if (!is_alive(host))
      continue;
    /* A socket that has been closed at the other end, or talks nonsense, would be readable for ever. */
    fds[used++] = (struct pollfd){.fd = host->closed || host->garbage ? -1 : host->socket, .events = POLLIN};
    fds[used++] = (struct pollfd){.fd = host->output, .events = POLLIN};
    fds[used++] = (struct pollfd){.fd = host->pidfd, .events = POLLIN};
  }
  if (poll(fds, used, timeout_ms) <= 0)
    return false;
  nfds_t next = 1;
  for (size_t i = 0; i < n && i < HOSTS_MAX; i++) {
    struct lab_host *host = hosts[i];
    if (!is_alive(host))
      continue;
    const struct pollfd *fd = &fds[next];
    next += 3;
    if (fd[0].revents)
      lab_host_receive(host);
    if (fd[1].revents)
      lab_host_drain(host);
    if (fd[2].revents || (host->pidfd < 0 && host->closed))
      lab_host_reap(host);
  }
  return fds[0].revents != 0;
}
