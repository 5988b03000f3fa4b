/* kernel/machine/platform_has.c -- what no tree need say: tried. The numbers of the CSRs are
 * those of the privileged spec 1.12, table 2.2 and of Sstc and Zkr, which follow it. */
#include <port/hart.h>
#include "platform.h"

/* seed traps unless it is written as well, whatever to (Zkr, 4.1). */
uint32_t rill_platform_has(void)
{
    return (RILL_HART_HAS_CSR(0xc01) ? RILL_HAS_TIME : 0) |
           (RILL_HART_HAS_CSR(0x14d) ? RILL_HAS_SSTC : 0) |
           (RILL_HART_CAN("csrrw zero, 0x015, zero", 0) ? RILL_HAS_SEED : 0) |
           (rill_hart_has_vectors() ? RILL_HAS_VECTOR : 0);
}
