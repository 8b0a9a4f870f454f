/* SPDX-License-Identifier: MIT */
/* For tests: a host is killed while what it has named still has its names. */
#include <fcntl.h>
#include <lab/lab.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct state {
  int unused;
};

static void setup(struct state *s) {
  char name[32];
  (void)s;
  snprintf(name, sizeof name, "/lab-%d", (int)getpid());
  close(shm_open(name, O_CREAT | O_RDWR, 0600));
  sem_open(name, O_CREAT, 0600, 0);
}

/* Makes the file that says to the test that the moment has come. */
static void hang(struct state *s) {
  (void)s;
  const char *once = getenv("LAB_TEST_ONCE");
  if (once)
    close(open(once, O_CREAT | O_WRONLY, 0600));
  for (;;)
    usleep(1000);
}

LAB_VARIANT(struct state, .title = "leaves names behind", .kind = LAB_PROCESSES, .actor = hang, .setup = setup,
            .expect = {.native = LAB_HANG, .tsan = LAB_HANG});
