/* kernel/memory/mode-m/guarded.c -- what of guard.S this hart has taken, in words. */
#include <port/hart.h>
#include "heap.h"

/* In pmpcfg0 (privileged spec 1.12, 3.7.1): the locks of entries 0 and 2. */
#define STACK_LOCK 0x80u
#define CODE_LOCK  0x800000u

static bool last_is_locked(uintptr_t cfg0)
{
    uintptr_t cfg1;

    if (sizeof cfg0 == 8)
        return (unsigned long long)cfg0 >> 55 & 1;
    return RILL_HART_TRY("csrr %[value], pmpcfg1", 0, cfg1) && cfg1 >> 23 & 1;
}

const char *rill_memory_guarded(void)
{
    uintptr_t cfg0;

    (void)RILL_HART_TRY("csrr %[value], pmpcfg0", 0, cfg0);
    if (!(cfg0 & STACK_LOCK))
        return "; guards nothing";
    if (!(cfg0 & CODE_LOCK))
        return "; guards the trap stack";
    return last_is_locked(cfg0) ? "; guards stack, code, constants, data"
                                : "; guards stack, code, constants";
}
