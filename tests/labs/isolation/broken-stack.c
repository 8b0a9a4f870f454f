/* SPDX-License-Identifier: MIT */
#include "moment.h"

/*
 * Upwards from its own frame: return addresses and all.  Where it has got to stays in registers, and far above, where
 * the thread keeps its own affairs, it does not go: how it ends would be luck.
 */
__attribute__((noinline)) static void scribble(void) {
  volatile char here[16], *from = here;
  __asm__("" : "+r"(from)); /* the compiler is not to know that this is wrong */
  for (size_t i = 0; i < 256; i++)
    from[i] = (char)0xff;
}

static void act(struct tries *tries) {
  if (moment_has_come())
    scribble();
  tries->done[lab_self()]++;
}

LAB_VARIANT(struct tries, .title = "writes over its own stack", .actor = act, .audit = audit_tries, .exclusive = true,
            .expect = {.native = LAB_CRASH, .tsan = LAB_CRASH});
