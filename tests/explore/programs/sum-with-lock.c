/* SPDX-License-Identifier: MIT */
/* A loop whose condition has read one variable when it locks to read another: what it has read lies in a register.
 *
 * expect: holds
 */
#include <pthread.h>
#include <stdatomic.h>

static atomic_int a;
static int b;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int get(void) {
  pthread_mutex_lock(&lock);
  int value = b;
  pthread_mutex_unlock(&lock);
  return value;
}

static void *set(void *unused) {
  pthread_mutex_lock(&lock);
  b = 1;
  pthread_mutex_unlock(&lock);
  atomic_store(&a, 2);
  return unused;
}

int main(void) {
  pthread_t setter;
  pthread_create(&setter, NULL, set, NULL);
  while (atomic_load(&a) + get() != 3)
    ;
  pthread_join(setter, NULL);
  return 0;
}
