/* kernel/memory/mode-m/guarded.c -- what of guard.S this hart has taken, in words. */
#include <rill/panic.h>
#include <port/hart.h>
#include "moving_guard.h"
#include "heap.h"

/* In pmpcfg0 (privileged spec 1.12, 3.7.1): the locks of entries 0 and 2. */
#define STACK_LOCK 0x80u
#define CODE_LOCK  0x800000u
#define MPRV       0x20000u /* in mstatus: 3.1.6 */

static bool last_is_locked(uintptr_t cfg0)
{
    uintptr_t cfg1;

    if (sizeof cfg0 == 8)
        return (unsigned long long)cfg0 >> 55 & 1;
    return RILL_HART_TRY("csrr %[value], pmpcfg1", 0, cfg1) && cfg1 >> 23 & 1;
}

const char *rill_memory_guarded(void)
{
    uintptr_t cfg0, status;

    (void)RILL_HART_TRY("csrr %[value], pmpcfg0", 0, cfg0);
    (void)RILL_HART_TRY("csrr %[value], " RILL_STR(XSTATUS), 0, status);
    if (!(cfg0 & STACK_LOCK))
        return "; guards nothing";
    if (!(cfg0 & CODE_LOCK))
        return "; guards the trap stack";
    if (RILL_GUARDS && status & MPRV)
        return "; guards all stacks, code, constants, data";
    return last_is_locked(cfg0) ? "; guards stack, code, constants, data"
                                : "; guards stack, code, constants";
}

/* The switch writes the two, and would trap. */
void rill_guards_try(void)
{
    if (!RILL_HART_CAN("csrr zero, pmpaddr5\n\tcsrr zero, pmpcfg2", 0))
        rill_panic("this hart has no PMP, which an image with GUARDS=1 needs; "
                   "build with GUARDS=0");
}
