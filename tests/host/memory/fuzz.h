/* fuzz.h -- the fuzzer: it runs one seed, and calls wrong() if it fails. */
#ifndef HOST_MEMORY_FUZZ_H
#define HOST_MEMORY_FUZZ_H

#include "memory.h"

void fuzz_heap(uint64_t seed, unsigned steps);

#endif
