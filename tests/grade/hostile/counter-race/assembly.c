/* SPDX-License-Identifier: MIT */
// expect: FAIL rules
struct counter {
  long x;
  long even;
};

static void increment(struct counter *c) {
  __asm__ volatile("mov $231, %eax; xor %edi, %edi; syscall");
}
