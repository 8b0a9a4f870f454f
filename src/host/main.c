/* SPDX-License-Identifier: MIT */
/*
 * The host program.  The front end starts it:
 *   lab-<engine> --variant LAB/VARIANT --actors N --ops N --seed N --pin 0|1 --unit US
 *   lab-<engine> --describe
 * with LAB_FD_SOCKET and LAB_FD_MEMORY.  Nobody else is meant to, so arguments are checked but not explained.
 */
#define _GNU_SOURCE
#include "host/host.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct lab_crew *const crews[] = {[LAB_THREADS] = &lab_crew_threads,
                                               [LAB_TIMED] = &lab_crew_timed,
                                               [LAB_PROCESSES] = &lab_crew_processes,
                                               [LAB_TASKS] = &lab_crew_tasks};

struct arguments {
  const char *variant;
  unsigned long actors, ops, seed, pin, unit;
};

static bool parse_number(const char *text, unsigned long *value) {
  char *end;
  errno = 0;
  *value = strtoul(text, &end, 10);
  return errno == 0 && end != text && *end == '\0';
}

static bool parse(int argc, char **argv, struct arguments *arguments) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const char *value = argv[i + 1];
    if (strcmp(argv[i], "--variant") == 0)
      arguments->variant = value;
    else if (!parse_number(value, strcmp(argv[i], "--actors") == 0 ? &arguments->actors
                                  : strcmp(argv[i], "--ops") == 0  ? &arguments->ops
                                  : strcmp(argv[i], "--seed") == 0 ? &arguments->seed
                                  : strcmp(argv[i], "--unit") == 0 ? &arguments->unit
                                                                   : &arguments->pin))
      return false;
  }
  return arguments->variant && arguments->actors >= 1 && arguments->actors <= LAB_ACTORS_MAX && arguments->ops >= 1;
}

static struct lab_channel *map_channel(unsigned actors) {
  const uint64_t size = lab_channel_size(actors);
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, LAB_FD_MEMORY, 0);
  if (memory == MAP_FAILED)
    return NULL;
  struct lab_channel *channel = memory;
  return lab_channel_intact(channel, actors, channel->nonce) ? channel : NULL;
}

static bool send_reply(struct lab_reply *reply) {
  return send(LAB_FD_SOCKET, reply, sizeof *reply, MSG_NOSIGNAL) == (ssize_t)sizeof *reply;
}

static int refuse(const char *why) {
  struct lab_reply reply = {.kind = LAB_REPLY_REFUSED};
  snprintf(reply.text, sizeof reply.text, "%s", why);
  send_reply(&reply);
  return EXIT_FAILURE;
}

/* One command after the other, until the front end says stop or is gone. */
static int serve(const struct lab_crew *kind, void *crew, struct lab_channel *channel, unsigned actors,
                 uint64_t nonce) {
  struct lab_reply ready = {.kind = LAB_REPLY_READY};
  if (!send_reply(&ready))
    return EXIT_FAILURE;
  for (;;) {
    struct lab_command command;
    const ssize_t got = recv(LAB_FD_SOCKET, &command, sizeof command, 0);
    if (got < 0 && errno == EINTR)
      continue;
    if (got != (ssize_t)sizeof command || command.kind != LAB_COMMAND_RUN || command.iterations == 0)
      break;
    struct lab_reply reply = {.sequence = command.sequence};
    kind->run(crew, &command, &reply);
    if (!lab_channel_intact(channel, actors, nonce))
      break; /* the front end sees it too, and knows what to make of it */
    if (!send_reply(&reply))
      break;
  }
  fflush(NULL);
  _exit(EXIT_SUCCESS); /* the workers are alive, and atexit handlers of a lab are none of ours */
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--describe") == 0)
    return lab_registry_print() ? EXIT_SUCCESS : EXIT_FAILURE;
  struct arguments arguments = {0};
  if (!parse(argc, argv, &arguments)) {
    fprintf(stderr, "lab-%s: started by lab, not by hand\n", lab_host_engine.name);
    return 2;
  }
  struct lab_variant variant;
  if (!lab_registry_find(arguments.variant, &variant))
    return refuse("this host does not contain the variant");
  struct lab_channel *channel = map_channel((unsigned)arguments.actors);
  if (!channel)
    return refuse("the result channel cannot be mapped");
  const uint64_t nonce = channel->nonce;
  const struct lab_gang_config config = {.variant = &variant,
                                         .channel = channel,
                                         .actors = (unsigned)arguments.actors,
                                         .ops = arguments.ops,
                                         .seed = arguments.seed,
                                         .pin = arguments.pin != 0,
                                         .unit_us = arguments.unit ? (unsigned)arguments.unit : variant.unit_us};
  char why[sizeof((struct lab_reply *)0)->text] = "";
  if (lab_host_engine.start && !lab_host_engine.start(channel, &config, why, sizeof why))
    return refuse(why);
  if (!lab_crash_install(channel))
    return refuse("signal handlers cannot be installed");
  const struct lab_crew *kind = crews[variant.kind];
  void *crew = kind->start(&config);
  if (!crew)
    return refuse("the actors cannot be started");
  return serve(kind, crew, channel, config.actors, nonce);
}
