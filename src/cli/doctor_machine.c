/* SPDX-License-Identifier: MIT */
#include "cli/doctor.h"
#include "supervise/supervise.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <unistd.h>

/* LLVM 18.1 and later place ThreadSanitizer's shadow for this many random bits; more need a start without. */
#define RANDOM_BITS_GOOD 30
#define PROCESSES_GOOD 1024
#define MEMORY_GOOD_KB (256L * 1024)

/* The number in a file of /proc; negative where there is none. */
static long read_number(const char *path) {
  long number = -1;
  FILE *file = fopen(path, "re");
  if (!file)
    return -1;
  if (fscanf(file, "%ld", &number) != 1)
    number = -1;
  fclose(file);
  return number;
}

static void look_at_cpus(struct lab_doctor *doctor) {
  struct lab_machine machine = {0};
  lab_machine_describe(&machine);
  const bool several = machine.cpus_usable > 1;
  lab_doctor_say(doctor, several ? LAB_HEALTH_OK : LAB_HEALTH_WARN, "CPUs", "%u usable of %u online, %s",
                 machine.cpus_usable, machine.cpus_online, machine.cpu);
  if (!several) {
    lab_doctor_advise(doctor, "actors never run at the same time: native shows races by yielding between accesses "
                              "alone; allow two CPUs (taskset, cgroup)");
    return;
  }
  const double round_trip = lab_machine_round_trip();
  lab_doctor_say(doctor, LAB_HEALTH_OK, "cache line", "%.0f ns from one CPU to another and back: %s", round_trip,
                 round_trip < 150 ? "near" : "far, races show less often");
}

static void look_at_address_space(struct lab_doctor *doctor) {
  const long bits = read_number("/proc/sys/vm/mmap_rnd_bits");
  const int now = personality(0xffffffff);
  const bool can = now != -1 && personality((unsigned long)now | ADDR_NO_RANDOMIZE) != -1;
  if (can)
    personality((unsigned long)now);
  const bool off = now != -1 && now & ADDR_NO_RANDOMIZE;
  const bool good = off || can || bits <= RANDOM_BITS_GOOD;
  lab_doctor_say(doctor, good ? LAB_HEALTH_OK : LAB_HEALTH_FAIL, "address space",
                 "vm.mmap_rnd_bits = %ld; randomization %s", bits,
                 off   ? "is off"
                 : can ? "can be switched off for a process"
                       : "cannot be switched off (seccomp denies personality)");
  if (!good)
    lab_doctor_advise(doctor, "ThreadSanitizer cannot place its shadow: sysctl vm.mmap_rnd_bits=28, or start the "
                              "container with --security-opt seccomp=unconfined");
}

static bool limited(int resource, rlim_t least, rlim_t *value) {
  struct rlimit limit;
  *value = RLIM_INFINITY;
  if (getrlimit(resource, &limit) != 0)
    return false;
  *value = limit.rlim_cur;
  return limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < least;
}

static void look_at_limits(struct lab_doctor *doctor) {
  rlim_t space = 0, data = 0, processes = 0;
  const bool no_space = limited(RLIMIT_AS, RLIM_INFINITY, &space);
  const bool no_data = limited(RLIMIT_DATA, RLIM_INFINITY, &data);
  const bool few = limited(RLIMIT_NPROC, PROCESSES_GOOD, &processes) && geteuid() != 0;
  if (no_space)
    lab_doctor_say(doctor, LAB_HEALTH_FAIL, "limits", "RLIMIT_AS is %llu bytes (ulimit -v)", (unsigned long long)space);
  if (no_data)
    lab_doctor_say(doctor, LAB_HEALTH_FAIL, "limits", "RLIMIT_DATA is %llu bytes (ulimit -d)",
                   (unsigned long long)data);
  if (no_space || no_data)
    lab_doctor_advise(doctor, "ThreadSanitizer reserves terabytes of address space and dies; limit memory with a "
                              "cgroup instead: ulimit -v unlimited -d unlimited");
  if (few) {
    lab_doctor_say(doctor, LAB_HEALTH_WARN, "limits", "RLIMIT_NPROC is %llu (ulimit -u)",
                   (unsigned long long)processes);
    lab_doctor_advise(doctor, "many --threads \"could not run\": ulimit -u %d", PROCESSES_GOOD);
  }
  if (!no_space && !no_data && !few)
    lab_doctor_say(doctor, LAB_HEALTH_OK, "limits", "address space, data and processes are not limited");
}

static void look_at_memory(struct lab_doctor *doctor) {
  char line[200];
  long available = -1;
  FILE *file = fopen("/proc/meminfo", "re");
  while (file && fgets(line, sizeof line, file))
    if (sscanf(line, "MemAvailable: %ld kB", &available) == 1)
      break;
  if (file)
    fclose(file);
  const bool good = available < 0 || available >= MEMORY_GOOD_KB;
  lab_doctor_say(doctor, good ? LAB_HEALTH_OK : LAB_HEALTH_WARN, "memory", "%ld MiB available", available / 1024);
  if (!good)
    lab_doctor_advise(doctor, "ThreadSanitizer needs about 17 MiB for each thread: use few --threads");
  const int fd = memfd_create("lab-doctor", MFD_CLOEXEC);
  const bool shared = fd >= 0 && ftruncate(fd, 4096) == 0;
  const int why = errno;
  if (fd >= 0)
    close(fd);
  if (shared) {
    lab_doctor_say(doctor, LAB_HEALTH_OK, "shared memory", "memfd_create works");
    return;
  }
  doctor->native = doctor->tsan = false;
  lab_doctor_say(doctor, LAB_HEALTH_FAIL, "shared memory", "memfd_create: %s", strerror(why));
  lab_doctor_advise(doctor, "hosts cannot hand over what they count; allow memfd_create in the sandbox");
}

static void look_at_kernel(struct lab_doctor *doctor) {
  const int fd = pidfd_open(getpid(), 0);
  const int why = errno;
  lab_doctor_say(doctor, fd >= 0 ? LAB_HEALTH_OK : LAB_HEALTH_FAIL, "processes", "pidfd_open%s%s",
                 fd >= 0 ? " works" : ": ", fd >= 0 ? "" : strerror(why));
  if (fd >= 0) {
    close(fd);
  } else {
    doctor->native = doctor->tsan = false;
    lab_doctor_advise(doctor, "hosts cannot be waited for; lab needs Linux 5.3, and a sandbox that allows the call");
  }
  const long scope = read_number("/proc/sys/kernel/yama/ptrace_scope");
  const bool closed = scope >= 2;
  lab_doctor_say(doctor, closed ? LAB_HEALTH_WARN : LAB_HEALTH_OK, "ptrace",
                 scope < 0 ? "not restricted by yama" : "kernel.yama.ptrace_scope = %ld", scope);
  if (closed)
    lab_doctor_advise(doctor, "debuggers cannot be attached to a host that hangs: sysctl kernel.yama.ptrace_scope=1");
}

void lab_doctor_machine(struct lab_doctor *doctor) {
  look_at_cpus(doctor);
  look_at_address_space(doctor);
  look_at_limits(doctor);
  look_at_memory(doctor);
  look_at_kernel(doctor);
}
