/* SPDX-License-Identifier: MIT */
#include "engines/explore/search.h"
#include "engines/explore/clocks.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { PAGE = 4096, COLOUR = 5 * 64 };

LAB_ENGINE struct lab_search lab_search = {.words = 1};

void *lab_search_reserve(size_t size) {
  static LAB_ENGINE size_t colour = 0;
  void *p = mmap(NULL, size + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) {
    fprintf(stderr, "lab-explore: no memory for a path of %u steps\n", lab_search.max_steps);
    exit(77);
  }
  colour = (colour + COLOUR) % PAGE;
  return (char *)p + colour;
}

void lab_search_open(uint32_t max_steps) {
  lab_search.max_steps = max_steps;
  lab_search.path = lab_search_reserve(((size_t)max_steps + 1) * sizeof *lab_search.path);
  lab_search.steps = lab_search_reserve(((size_t)max_steps + 1) * sizeof *lab_search.steps);
}

void lab_search_widen(unsigned actor) {
  unsigned entities = (actor + 1u) << lab_search.tso;
  uint32_t words = (entities + 63u) / 64u;
  if (words > lab_search.words) {
    lab_search.words = words;
    lab_search.abandon = true;
  }
  lab_clocks_widen(entities);
}
