/* libc-shim/services/keccak.h -- the permutation of SHA-3. */
#ifndef KERNEL_KECCAK_H
#define KERNEL_KECCAK_H

#include <stdint.h>

#define RILL_KECCAK_LANES 25

void rill_keccak(uint64_t lanes[RILL_KECCAK_LANES]);

#endif
