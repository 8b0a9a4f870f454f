/* SPDX-License-Identifier: MIT */
/* thrd_, mtx_, cnd_, tss_ and call_once together.
 *
 * expect: holds
 * races: none
 */
#include <assert.h>
#include <threads.h>

static mtx_t lock;
static cnd_t changed;
static tss_t slot;
static once_flag once = ONCE_FLAG_INIT;
static int begun, ended, ready;

static void begin(void) { begun++; }

static void end(void *value) {
  mtx_lock(&lock);
  ended += *(int *)value;
  mtx_unlock(&lock);
}

static int work(void *value) {
  call_once(&once, begin);
  tss_set(slot, value);
  mtx_lock(&lock);
  ready++;
  cnd_signal(&changed);
  mtx_unlock(&lock);
  return *(int *)tss_get(slot) + 1;
}

int main(void) {
  thrd_t threads[2];
  int values[2] = {10, 20}, results[2];
  mtx_init(&lock, mtx_plain);
  cnd_init(&changed);
  tss_create(&slot, end);
  for (int i = 0; i < 2; i++)
    assert(thrd_create(&threads[i], work, &values[i]) == thrd_success);
  mtx_lock(&lock);
  while (ready < 2)
    cnd_wait(&changed, &lock);
  mtx_unlock(&lock);
  for (int i = 0; i < 2; i++)
    thrd_join(threads[i], &results[i]);
  assert(begun == 1 && ended == 30 && results[0] == 11 && results[1] == 21);
  tss_delete(slot);
  cnd_destroy(&changed);
  mtx_destroy(&lock);
  return 0;
}
