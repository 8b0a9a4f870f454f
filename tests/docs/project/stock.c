/* SPDX-License-Identifier: MIT */
#include "stock.h"

void stock_open(struct stock *stock, long copies) {
  pthread_mutex_init(&stock->lock, NULL);
  stock->left = copies;
}

bool stock_take(struct stock *stock) {
  pthread_mutex_lock(&stock->lock);
  const bool taken = stock->left > 0;
  if (taken)
    stock->left = stock->left - 1;
  pthread_mutex_unlock(&stock->lock);
  return taken;
}
