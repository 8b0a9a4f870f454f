/* SPDX-License-Identifier: MIT */
/*
 * Calls that leave the process or that the explorer does not model.  They are refused by name: going on as if nothing
 * had happened would make the result worthless.
 */
#include "engines/explore/scheduler.h"
#include "engines/explore/search.h"

#define REFUSE(name)                                                                                                   \
  long lab_model_##name(void);                                                                                         \
  long lab_model_##name(void) {                                                                                        \
    lab_sched_fail(LAB_END_LIMIT, LAB_PC(), 0, "the program calls " #name "(), which the explorer does not model");    \
  }

REFUSE(fork)
REFUSE(vfork)
REFUSE(execve)
REFUSE(execvp)
REFUSE(posix_spawn)
REFUSE(system)
REFUSE(popen)
REFUSE(pipe)
REFUSE(socket)
REFUSE(epoll_wait)
REFUSE(poll)
REFUSE(select)
REFUSE(wait)
REFUSE(waitpid)
REFUSE(sigaction)
REFUSE(signal)
REFUSE(sigwait)
REFUSE(pthread_kill)
REFUSE(pthread_cancel)
REFUSE(pthread_sigmask)
REFUSE(pthread_cond_clockwait)
REFUSE(pthread_rwlock_timedrdlock)
REFUSE(pthread_rwlock_timedwrlock)
REFUSE(setjmp)
REFUSE(longjmp)
REFUSE(mmap)
REFUSE(shm_open)
REFUSE(mq_open)
REFUSE(sem_open)
REFUSE(syscall)
