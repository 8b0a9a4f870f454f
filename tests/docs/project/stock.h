/* SPDX-License-Identifier: MIT */
/* Somebody's own code: what the README's race regression is about. */
#ifndef STOCK_H
#define STOCK_H

#include <pthread.h>
#include <stdbool.h>

struct stock {
  pthread_mutex_t lock;
  long left;
};

void stock_open(struct stock *stock, long copies);
bool stock_take(struct stock *stock);

#endif
