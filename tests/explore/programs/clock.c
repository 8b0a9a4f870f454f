/* SPDX-License-Identifier: MIT */
/* Time is virtual: it passes when it is slept away.
 *
 * expect: holds
 * clock: 1
 */
#include <assert.h>
#include <time.h>
#include <unistd.h>

int main(void) {
  time_t before = time(NULL);
  sleep(3600);
  assert(time(NULL) - before >= 3600);
  return 0;
}
