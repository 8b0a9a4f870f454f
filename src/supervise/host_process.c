/* SPDX-License-Identifier: MIT */
#include "supervise/host_process.h"
#include "engines/valgrind/frontend_valgrind.h"
#include "supervise/process.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENT_MAX 32
#define FIRST_SAFE_FD 10 /* above every descriptor that a host is given */

/* What the child needs between fork and exec, where nothing may be allocated. */
struct launch {
  char path[4096];
  char actors[ARGUMENT_MAX], ops[ARGUMENT_MAX], seed[ARGUMENT_MAX], unit[ARGUMENT_MAX];
  char *argv[LAB_WRAPPER_MAX + LAB_VALGRIND_WORDS + 16], **environment, *options;
  int null, output, socket, memory, reports;
  pid_t parent;
};

static bool explain(char *why, size_t size, const char *doing) {
  snprintf(why, size, "%s: %s", doing, strerror(errno));
  return false;
}

/* The shared memory: sealed, so that a lab cannot cut it off under the front end's feet. */
static int make_channel(struct lab_host *host, char *why, size_t why_size) {
  const size_t size = lab_channel_size(host->actors);
  const int fd = memfd_create("lab-channel", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0 || ftruncate(fd, (off_t)size) != 0) {
    explain(why, why_size, "cannot make shared memory for a host");
    if (fd >= 0)
      close(fd);
    return -1;
  }
  fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) {
    explain(why, why_size, "cannot map shared memory for a host");
    close(fd);
    return -1;
  }
  if (getrandom(&host->nonce, sizeof host->nonce, 0) != (ssize_t)sizeof host->nonce)
    host->nonce = (uint64_t)getpid() * UINT64_C(0x9e3779b97f4a7c15);
  host->channel = memory;
  lab_channel_init(host->channel, host->actors, host->nonce);
  /* Should the handler itself fail half-way, this is no iteration. */
  host->channel->crash.iteration = UINT64_MAX;
  return fd;
}

static void prepare_arguments(struct launch *launch, const struct lab_host_start *start) {
  snprintf(launch->path, sizeof launch->path, "%s/%s", start->info->hosts, start->executable);
  snprintf(launch->actors, sizeof launch->actors, "%u", start->actors);
  snprintf(launch->ops, sizeof launch->ops, "%lu", start->ops);
  snprintf(launch->seed, sizeof launch->seed, "%llu", (unsigned long long)start->seed);
  snprintf(launch->unit, sizeof launch->unit, "%u", start->unit_us);
  char *const argv[] = {launch->path,
                        (char *)"--variant",
                        start->info->name,
                        (char *)"--actors",
                        launch->actors,
                        (char *)"--ops",
                        launch->ops,
                        (char *)"--seed",
                        launch->seed,
                        (char *)"--pin",
                        (char *)(start->pin ? "1" : "0"),
                        (char *)"--unit",
                        launch->unit,
                        NULL};
  const char *words[LAB_VALGRIND_WORDS];
  size_t n = start->info->n_wrapper < LAB_WRAPPER_MAX ? start->info->n_wrapper : LAB_WRAPPER_MAX;
  for (size_t w = 0; w < n; w++)
    launch->argv[w] = start->info->wrapper[w];
  const size_t n_words = start->valgrind ? lab_valgrind_command(start->valgrind, LAB_FD_REPORTS, words) : 0;
  for (size_t w = 0; w < n_words; w++)
    launch->argv[n++] = (char *)words[w];
  memcpy(launch->argv + n, argv, sizeof argv);
}

/*
 * Actors that are processes have one thread each: there is no order of locks to compare, and ThreadSanitizer's tables
 * for it, ten megabytes, would be copied at each fork.
 */
static void prepare_environment(struct launch *launch, const struct lab_host_start *start) {
  launch->environment = environ;
  const char *given = getenv("TSAN_OPTIONS");
  size_t n = 0;
  while (environ[n])
    n++;
  char **own = start->info->kind == LAB_PROCESSES ? calloc(n + 2, sizeof *own) : NULL;
  if (!own ||
      asprintf(&launch->options, "TSAN_OPTIONS=%s%sdetect_deadlocks=0", given ? given : "", given ? ":" : "") < 0) {
    free(own);
    launch->options = NULL;
    return;
  }
  size_t kept = 0;
  own[kept++] = launch->options;
  for (size_t i = 0; i < n; i++)
    if (strncmp(environ[i], "TSAN_OPTIONS=", 13) != 0)
      own[kept++] = environ[i];
  launch->environment = own;
}

static void free_environment(const struct launch *launch) {
  if (launch->environment != environ)
    free(launch->environment);
  free(launch->options);
}

static void reset_signals(void) {
  for (int s = 1; s < NSIG; s++)
    signal(s, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: never returns.  What goes wrong is printed into the output pipe, which the front end reads. */
static _Noreturn void become_host(const struct launch *launch) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != launch->parent) /* the front end died before the line above took effect */
    _exit(127);
  setpgid(0, 0);
  reset_signals();
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  dup2(launch->null, STDIN_FILENO);
  dup2(launch->output, STDOUT_FILENO);
  dup2(launch->output, STDERR_FILENO);
  dup2(launch->socket, LAB_FD_SOCKET);
  dup2(launch->memory, LAB_FD_MEMORY);
  const int free = launch->reports < 0 ? LAB_FD_REPORTS : dup2(launch->reports, LAB_FD_REPORTS) + 1;
  if (syscall(SYS_close_range, (unsigned)free, ~0u, 0u) != 0) {
    for (int fd = free; fd < 1024; fd++)
      close(fd);
  }
  execve(launch->argv[0], launch->argv, launch->environment);
  dprintf(STDERR_FILENO, "cannot execute %s: %s\n", launch->argv[0], strerror(errno));
  _exit(127);
}

/* Moves a descriptor out of the way of those that a host is given. */
static int raise_fd(int fd) {
  if (fd < 0)
    return -1;
  const int high = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_SAFE_FD);
  const int reason = errno == EINVAL ? EMFILE : errno; /* EINVAL: the limit is not above FIRST_SAFE_FD */
  close(fd);
  errno = reason;
  return high;
}

static void close_if_open(int *fd) {
  if (*fd >= 0)
    close(*fd);
  *fd = -1;
}

/* Descriptors of both sides: the child's go into launch. */
static bool open_descriptors(struct lab_host *host, struct launch *launch, bool reports, char *why, size_t why_size) {
  int sockets[2] = {-1, -1}, pipes[2] = {-1, -1};
  const int channel = make_channel(host, why, why_size);
  if (channel < 0)
    return false;
  launch->memory = raise_fd(channel);
  launch->null = raise_fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) == 0) {
    host->socket = raise_fd(sockets[0]);
    launch->socket = raise_fd(sockets[1]);
  }
  if (pipe2(pipes, O_CLOEXEC) == 0) {
    host->output = raise_fd(pipes[0]);
    launch->output = raise_fd(pipes[1]);
  }
  if (reports)
    launch->reports = host->reports = raise_fd(memfd_create("lab-reports", MFD_CLOEXEC));
  if (launch->memory < 0 || launch->null < 0 || host->socket < 0 || launch->socket < 0 || host->output < 0 ||
      launch->output < 0 || (reports && host->reports < 0))
    return explain(why, why_size, "cannot open the descriptors of a host");
  fcntl(host->output, F_SETFL, O_NONBLOCK);
  return true;
}

/* The child has its own of these. */
static void close_launch(struct launch *launch) {
  free_environment(launch);
  close_if_open(&launch->null);
  close_if_open(&launch->output);
  close_if_open(&launch->socket);
  close_if_open(&launch->memory);
}

bool lab_host_start(struct lab_host *host, const struct lab_host_start *start, char *why, size_t why_size) {
  *host = (struct lab_host){.pidfd = -1,
                            .socket = -1,
                            .output = -1,
                            .reports = -1,
                            .actors = start->actors,
                            .roles = start->info->n_roles,
                            .wrapped = start->info->n_wrapper > 0};
  struct launch launch = {.null = -1, .output = -1, .socket = -1, .memory = -1, .reports = -1, .parent = getpid()};
  prepare_arguments(&launch, start);
  prepare_environment(&launch, start);
  bool started = open_descriptors(host, &launch, start->valgrind != NULL, why, why_size);
  if (started) {
    host->pid = fork();
    if (host->pid == 0)
      become_host(&launch);
    started = host->pid > 0 || explain(why, why_size, "cannot start a host process");
  }
  close_launch(&launch);
  if (started) {
    setpgid(host->pid, host->pid); /* also here, so that it is true before anyone needs it */
    host->state = LAB_HOST_STARTING;
    host->pidfd = (int)syscall(SYS_pidfd_open, host->pid, 0u);
    if (host->pidfd >= 0)
      return true;
    explain(why, why_size, "cannot watch a host process");
    lab_host_end(host);
    return false;
  }
  host->pid = 0;
  lab_host_end(host);
  return false;
}

void lab_host_command(struct lab_host *host, uint64_t first, uint64_t iterations, uint64_t budget_ns,
                      const struct lab_layout *layout) {
  host->command = (struct lab_command){.kind = LAB_COMMAND_RUN,
                                       .sequence = host->command.sequence + 1,
                                       .first = first,
                                       .iterations = iterations,
                                       .budget_ns = budget_ns,
                                       .layout = *layout};
  host->state = LAB_HOST_RUNNING;
  const ssize_t sent = send(host->socket, &host->command, sizeof host->command, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent != (ssize_t)sizeof host->command)
    host->closed = true;
}

void lab_host_ask_to_stop(struct lab_host *host) {
  if (host->state == LAB_HOST_NONE || host->state == LAB_HOST_DEAD || host->socket < 0)
    return;
  const struct lab_command stop = {.kind = LAB_COMMAND_STOP, .sequence = host->command.sequence + 1};
  send(host->socket, &stop, sizeof stop, MSG_NOSIGNAL | MSG_DONTWAIT);
  close_if_open(&host->socket);
}

void lab_host_kill(struct lab_host *host) {
  if (host->state == LAB_HOST_NONE || host->state == LAB_HOST_DEAD)
    return;
  lab_process_kill_tree(host->pid);
  int status = 0;
  pid_t pid = -1;
  do {
    pid = waitpid(host->pid, &status, 0);
  } while (pid < 0 && errno == EINTR);
  lab_scratch_remove(host->pid);
  host->status = status;
  lab_host_receive(host);
  lab_host_drain(host);
  host->state = LAB_HOST_DEAD;
}

void lab_host_end(struct lab_host *host) {
  if (host->state == LAB_HOST_NONE && !host->channel)
    return;
  lab_host_kill(host);
  close_if_open(&host->pidfd);
  close_if_open(&host->socket);
  close_if_open(&host->output);
  close_if_open(&host->reports);
  if (host->channel)
    munmap(host->channel, lab_channel_size(host->actors));
  *host = (struct lab_host){.pidfd = -1, .socket = -1, .output = -1, .reports = -1};
}

void lab_host_last_line(const struct lab_host *host, char *text, size_t size) {
  size_t end = host->tail_size;
  while (end > 0 && host->tail[end - 1] == '\n')
    end--;
  size_t start = end;
  while (start > 0 && host->tail[start - 1] != '\n')
    start--;
  size_t n = 0;
  for (size_t i = start; i < end && n + 1 < size; i++) {
    const unsigned char c = (unsigned char)host->tail[i];
    text[n++] = c < 0x20 || c >= 0x7f ? '?' : (char)c;
  }
  text[n] = '\0';
}
