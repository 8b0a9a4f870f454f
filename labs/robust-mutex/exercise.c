/* SPDX-License-Identifier: MIT */
/*
 * A process is killed in the middle of a transfer: yours to repair.
 *
 * Two accounts in shared memory hold a thousand together.  Clerks move one from the first to the second and back, under
 * a robust mutex.  Every second process is killed in the middle of its first transfer.  The clerks should find a
 * thousand whenever they have the lock.
 *
 * Change transfer, and the state and transfer_and_die if you need to, so that this holds.  The victim has to take from
 * the first account before it is killed.  Leave the audit as strict as it is.
 *
 * Question: the repair knows that the sum is wrong.  How can it know which account to correct?
 *
 * Run: lab run robust-mutex/exercise
 */
#include <lab/lab.h>
#include <pthread.h>
#include <signal.h>

struct bank {
  long first, second; /* a thousand together, for everybody who has the lock */
  pthread_mutex_t lock;
  long torn; /* times that a clerk had the lock and they were not */
};

static void setup(struct bank *b) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&b->lock, &attributes);
  pthread_mutexattr_destroy(&attributes);
  b->first = b->second = 500;
}

static void transfer(struct bank *b) {
  pthread_mutex_lock(&b->lock);
  b->torn += b->first + b->second != 1000;
  long amount = b->first > b->second ? 1 : -1;
  b->first -= amount;
  b->second += amount;
  pthread_mutex_unlock(&b->lock);
}

static void transfer_and_die(struct bank *b) {
  pthread_mutex_lock(&b->lock);
  b->first -= 1;
  raise(SIGKILL);
}

static void audit(const struct bank *b, struct lab_audit *audit) { lab_count(audit, LAB_TORN, b->torn); }

LAB_VARIANT(struct bank, .title = "yours to repair", .kind = LAB_PROCESSES, .mortal = true,
            .actors = {{"clerk", transfer}, {"victim", transfer_and_die}}, .setup = setup, .audit = audit, .ops = 1000);

/*
 * Afterword: a hint, not the answer.  Where the sum is known, one account can be had from the other.  Do not stop
 * there: say what you would do with three accounts, or if money could come in from outside.  What would the victim
 * have to write down before it begins, and when would it cross it out?
 *
 * You are done when native holds with --threads 2 and with --threads 4.  Ask yourself what happens if the clerk that
 * repairs is killed while it does.
 */
