/* kernel/console/many/console.c -- one hart at a time writes to the console. */
#include <stdint.h>
#include <port/hart.h>
#include <port/lock.h>
#include "console.h"
#include "harts.h"

static uint32_t held;
static uint32_t owner; /* the holder's id + 1; only the holder writes it */

static uint32_t me(void)
{
    return (uint32_t)rill_hart_id() + 1;
}

/* Only this hart writes its own id there, and it does not do so during this load. So the load
 * needs no order. */
bool rill_console_mine(void)
{
    return __atomic_load_n(&owner, __ATOMIC_RELAXED) == me();
}

/* Interrupts are off while the two words change. Else a trap that came between them and wrote
 * would wait for the console that its own hart has just taken, or is about to drop. */
static bool try_take(void)
{
    uintptr_t interrupts = rill_irq_off();
    bool taken = !__atomic_exchange_n(&held, 1, __ATOMIC_ACQUIRE);

    if (taken)
        __atomic_store_n(&owner, me(), __ATOMIC_RELAXED);
    rill_fence_devices();
    rill_irq_restore(interrupts);
    return taken;
}

bool rill_console_seize(void)
{
    if (rill_console_mine() || rill_harts_own_end())
        return false;
    while (!try_take()) {
        if (rill_stop_asked())
            return false;
        rill_pause();
    }
    return true;
}

void rill_console_release(void)
{
    uintptr_t interrupts = rill_irq_off();

    __atomic_store_n(&owner, 0, __ATOMIC_RELAXED);
    rill_fence_done();
    __atomic_store_n(&held, 0, __ATOMIC_RELAXED);
    rill_irq_restore(interrupts);
    rill_stop_asked();
}
