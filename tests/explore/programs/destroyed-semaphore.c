/* SPDX-License-Identifier: MIT */
/* A semaphore is used that was destroyed.
 *
 * text: semaphore that was destroyed
 * expect: misuse
 */
#include <semaphore.h>

static sem_t posted;

int main(void) {
  sem_init(&posted, 0, 1);
  sem_destroy(&posted);
  sem_wait(&posted);
  return 0;
}
