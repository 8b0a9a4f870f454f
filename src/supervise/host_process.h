/* SPDX-License-Identifier: MIT */
/*
 * One host process, seen from the front end: started, talked to, drained, ended.
 */
#ifndef LAB_SUPERVISE_HOST_PROCESS_H
#define LAB_SUPERVISE_HOST_PROCESS_H

#include "plan/plan.h"
#include "supervise/channel.h"
#include <sys/types.h>

#define LAB_HOST_TAIL 2048 /* bytes of a host's output that are kept */
#define LAB_HOST_OWN_THREADS (LAB_ACTORS_MAX + 16)

enum lab_host_state {
  LAB_HOST_NONE,     /* no process */
  LAB_HOST_STARTING, /* no word from it yet */
  LAB_HOST_READY,    /* waits for a command */
  LAB_HOST_RUNNING,  /* works on host->command */
  LAB_HOST_REFUSED,  /* said that it cannot run here; host->reply.text says why */
  LAB_HOST_DEAD      /* reaped; host->status says how */
};

/* A zeroed one has no process.  Descriptors are -1 while they are closed, once it was started. */
struct lab_host {
  enum lab_host_state state;
  pid_t pid;
  int pidfd, socket, output;
  int reports; /* a file in memory that valgrind writes, or -1 */
  unsigned actors;
  bool wrapped;   /* stands behind a command, which tells of a signal as shells do: 128 and its number */
  pid_t main;     /* the process that runs the lab's code, once it is ready: pid, or a descendant where it is wrapped */
  unsigned roles; /* actor i has role i modulo this; 0: all are alike */
  struct lab_channel *channel;
  uint64_t nonce;

  struct lab_command command; /* the last one sent */
  struct lab_reply reply;     /* the last one received */
  bool garbage;               /* it sent something that is no reply to that command */
  bool closed;                /* its end of the socket is closed */
  int status;                 /* as of waitpid(2), once it is dead */

  uint64_t printed; /* bytes */
  char tail[LAB_HOST_TAIL + 1];
  size_t tail_size;

  /* Those there were when it became ready: none was made by lab code. */
  struct lab_host_thread {
    pid_t tid;
    pid_t inside; /* its number as the host knows it, which a sandbox may make another one */
  } own_threads[LAB_HOST_OWN_THREADS];
  size_t n_own_threads;
};

/* What a host is started with. */
struct lab_host_start {
  const struct lab_info *info;
  const char *executable; /* "lab-native" */
  const char *valgrind;   /* the tool of valgrind that runs it, or NULL */
  unsigned actors;
  unsigned long ops;
  uint64_t seed;
  bool pin;
  unsigned unit_us; /* of a timed variant; 0: its own */
};

/*
 * Starts a process; it becomes ready later, see lab_hosts_pump.  False with a reason where that is impossible
 * (descriptors, memory, processes).  A missing executable shows as a host that dies at once.
 */
bool lab_host_start(struct lab_host *host, const struct lab_host_start *start, char *why, size_t why_size);

/* Sends a command to a ready host; it is then running.  A host that cannot be reached is left to the pump. */
void lab_host_command(struct lab_host *host, uint64_t first, uint64_t iterations, uint64_t budget_ns,
                      const struct lab_layout *layout);

/* Asks it to end by itself; lab_host_end is still due. */
void lab_host_ask_to_stop(struct lab_host *host);

/* Kills the process, its group and its descendants, reaps it, and takes in what it had still printed or replied. */
void lab_host_kill(struct lab_host *host);

/* Kills it if it lives, and releases everything.  The host is zeroed. */
void lab_host_end(struct lab_host *host);

/* Takes down the threads of a host that has just become ready. */
void lab_host_know_threads(struct lab_host *host);

/* The kernel thread of a worker; 0: it is not known. */
pid_t lab_host_thread_of(const struct lab_host *host, unsigned worker);

/* The worker of a kernel thread, or NULL. */
const struct lab_worker *lab_host_worker_of(const struct lab_host *host, pid_t tid);

/* Last line that it printed, control characters replaced; "" if none. */
void lab_host_last_line(const struct lab_host *host, char *text, size_t size);

/*
 * Waits for news of these hosts or a signal, at most this long, and takes them in: replies, output, deaths.  A
 * negative signals descriptor is not watched.  Returns true if the signals descriptor is readable.
 */
bool lab_hosts_pump(struct lab_host *const *hosts, size_t n, int signals, int timeout_ms);

/* The parts of it, for one host; they never block. */
void lab_host_receive(struct lab_host *host);
void lab_host_drain(struct lab_host *host);
void lab_host_reap(struct lab_host *host);

#endif
