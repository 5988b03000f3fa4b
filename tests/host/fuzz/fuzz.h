/* fuzz.h -- run one program on the kernel and on the model. */
#ifndef HOST_FUZZ_H
#define HOST_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "program.h"

/* Run p. Returns when all went as the model says; if not, ends the process. */
void fuzz_run(const struct program *p);

extern FILE *fuzz_trace; /* each call and its answer; NULL: quiet */

/* As fuzz_run, under the name by which clang's libFuzzer and AFL's driver call it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#endif
