/* kernel/console/writable.c -- room for output, for a select: rill/console.h. A writer need not
 * ask, because rill_console_write waits by itself. This is for a task that has better to do than
 * wait.
 *
 * No wake-up is lost: a task that finds no room notes so while it holds the device lock, and each
 * service, which holds that lock, looks for the note, as it looks for a writer that waits
 * (rings.c). */
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
