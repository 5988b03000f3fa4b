/* kernel/machine/platform_has.c -- what a hart can do. A tree need not say it, so the hart tries.
 * The CSRs' numbers: privileged spec 1.12, table 2.2, and the extensions Sstc and Zkr. */
#include <port/hart.h>
#include "platform.h"

/* A read of seed traps unless the instruction also writes seed, any value (Zkr, 4.1). */
uint32_t rill_platform_has(void)
{
    return (RILL_HART_HAS_CSR(0xc01) ? RILL_HAS_TIME : 0) |
           (RILL_HART_HAS_CSR(0x14d) ? RILL_HAS_SSTC : 0) |
           (RILL_HART_CAN("csrrw zero, 0x015, zero", 0) ? RILL_HAS_SEED : 0) |
           (rill_hart_has_vectors() ? RILL_HAS_VECTOR : 0);
}
