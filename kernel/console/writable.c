/* kernel/console/writable.c -- room for output, for a select: rill/console.h. A writer need not ask,
 * for rill_console_write waits by itself; this is for a task with better to do meanwhile.
 *
 * No wake-up is lost: a task that asks and finds no room says so under the device's lock, and
 * every service looks for that word there, as for a writer that waits (rings.c). */
#include <rill/console.h>
#include <port/image.h>
#include "rings.h"

_Static_assert(RILL_RING_BYTES / 2 >= RILL_CONSOLE_ROOM_BYTES,
               "half of it is what we wait for");

static struct rill_poll writable;

static void tell(void)
{
    rill_poll_signal(&writable);
}

bool rill_console_has_room(void)
{
    uintptr_t held;
    bool has;

    rill_poll_start(&writable);
    rill_rings_room = tell;
    rill_rings_start();
    held = rill_device_lock();
    has = rill_rings_has_room();
    rill_device_unlock(held);
    return has;
}

struct rill_chan *rill_console_writable(void)
{
    if (rill_console_has_room())
        tell();
    return &writable.ready;
}
