/* SPDX-License-Identifier: MIT */
/* An atomic object of three words is never seen halfway.
 *
 * expect: holds
 * races: none
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

struct date {
  long year, month, day;
};
static _Atomic(struct date) date;

static void *set(void *unused) {
  struct date was = atomic_load(&date), now = {2000, 2, 29};
  atomic_compare_exchange_strong(&date, &was, now);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, set, NULL);
  struct date seen = atomic_load(&date);
  pthread_join(thread, NULL);
  return (seen.year != 0) != (seen.day != 0);
}
