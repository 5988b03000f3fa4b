/* fuzz.h -- run one program on the kernel and on the model. */
#ifndef HOST_FUZZ_H
#define HOST_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "program.h"

/* Returns if all went as the model says; ends the process if not. */
void fuzz_run(const struct program *p);

extern FILE *fuzz_trace; /* each call and its answer; NULL: quiet */

/* The same for clang's libFuzzer, and for AFL's driver of that name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#endif
