/* SPDX-License-Identifier: MIT */
/* A clock that one thread sets and another reads; the reader says what it assumes, and what must not happen. */
#include <lab/explore.h>
#include <pthread.h>
#include <stdio.h>

static int minutes = 59, hours = 9;

static void *set(void *unused) {
  minutes = 0;
  hours = 10;
  return unused;
}

int main(void) {
  pthread_t setter;
  pthread_create(&setter, NULL, set, NULL);
  int h = 0, m = 0;
  for (unsigned first = lab_choose(2), i = 0; i < 2; i++) /* both orders are explored; elsewhere it is 0 */
    if (i == first)
      h = hours;
    else
      m = minutes;
  lab_assume(m == 0); /* a look before the clock is set is of no interest */
  if (h == 9 && m == 0)
    lab_fail("it is an hour ago");
  pthread_join(setter, NULL);
  printf("%d:%02d\n", h, m);
  return 0;
}
