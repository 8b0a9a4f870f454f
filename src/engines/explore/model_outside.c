/* SPDX-License-Identifier: MIT */
/*
 * Calls that leave the process or that the explorer does not model.  They are refused by name, with the reason: going
 * on as if nothing had happened would make the result worthless.
 */
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"

#define REFUSE(name)                                                                                                   \
  long lab_model_##name(void);                                                                                         \
  long lab_model_##name(void) {                                                                                        \
    lab_sched_fail(LAB_END_LIMIT, LAB_PC(), 0, "the program calls " #name "(), which the explorer does not model: %s", \
                   why);                                                                                               \
  }

#define why "another process would not be under its scheduler"
REFUSE(fork)
REFUSE(vfork)
REFUSE(execve)
REFUSE(execv)
REFUSE(execvp)
REFUSE(execvpe)
REFUSE(execl)
REFUSE(execlp)
REFUSE(execle)
REFUSE(posix_spawn)
REFUSE(posix_spawnp)
REFUSE(system)
REFUSE(popen)
REFUSE(wait)
REFUSE(waitpid)
REFUSE(waitid)
#undef why

#define why "what it finds there is not the same in every execution"
REFUSE(fopen)
REFUSE(fopen64)
REFUSE(freopen)
REFUSE(freopen64)
REFUSE(fdopen)
REFUSE(tmpfile)
REFUSE(mkstemp)
REFUSE(open)
REFUSE(open64)
REFUSE(openat)
REFUSE(creat)
REFUSE(opendir)
REFUSE(unlink)
REFUSE(remove)
REFUSE(rename)
REFUSE(mkdir)
REFUSE(rmdir)
REFUSE(stat)
REFUSE(truncate)
REFUSE(ftruncate)
REFUSE(read)
REFUSE(pread)
REFUSE(readv)
REFUSE(getchar)
REFUSE(getc)
REFUSE(fgetc)
REFUSE(fgets)
REFUSE(fread)
REFUSE(getline)
REFUSE(getdelim)
#define REFUSE_AS(name, symbol)                                                                                        \
  long lab_refused_##name(void) __asm__(symbol);                                                                       \
  long lab_refused_##name(void) {                                                                                      \
    lab_sched_fail(LAB_END_LIMIT, LAB_PC(), 0, "the program calls " #name "(), which the explorer does not model: %s", \
                   why);                                                                                               \
  }
/* Their headers give these another name themselves. */
REFUSE_AS(scanf, "__isoc99_scanf")
REFUSE_AS(fscanf, "__isoc99_fscanf")
#undef why

#define why "what comes from outside the program is not the same in every execution"
REFUSE(pipe)
REFUSE(pipe2)
REFUSE(socket)
REFUSE(socketpair)
REFUSE(accept)
REFUSE(connect)
REFUSE(poll)
REFUSE(ppoll)
REFUSE(select)
REFUSE(pselect)
REFUSE(epoll_create)
REFUSE(epoll_create1)
REFUSE(epoll_wait)
REFUSE(eventfd)
REFUSE(timerfd_create)
REFUSE(signalfd)
REFUSE(ioctl)
REFUSE(fcntl)
REFUSE(dup)
REFUSE(dup2)
REFUSE(close)
#undef why

#define why "its scheduler does not interrupt actors between their steps"
REFUSE(signal)
REFUSE(sigaction)
REFUSE(sigprocmask)
REFUSE(sigwait)
REFUSE(sigwaitinfo)
REFUSE(sigtimedwait)
REFUSE(sigsuspend)
REFUSE(sigaltstack)
REFUSE(pause)
REFUSE(raise)
REFUSE(kill)
REFUSE(alarm)
REFUSE(setitimer)
REFUSE(timer_create)
REFUSE(pthread_kill)
REFUSE(pthread_sigqueue)
REFUSE(pthread_sigmask)
REFUSE(pthread_cancel)
#undef why

#define why "memory and objects that it shares with others are not reset between executions"
REFUSE(mmap)
REFUSE(mmap64)
REFUSE(munmap)
REFUSE(mremap)
REFUSE(mprotect)
REFUSE(brk)
REFUSE(sbrk)
REFUSE(shm_open)
REFUSE(shmget)
REFUSE(shmat)
REFUSE(semget)
REFUSE(semop)
REFUSE(msgget)
REFUSE(mq_open)
REFUSE(sem_open)
#undef why

#define why "it cannot see what happens there"
REFUSE(syscall)
REFUSE(dlopen)
REFUSE(ptrace)
REFUSE(clone)
REFUSE(makecontext)
REFUSE(swapcontext)
REFUSE(setcontext)
REFUSE(pthread_getcpuclockid)
#undef why
