/* kernel/console/output.c -- bytes to the console's device. The hart waits for the device and
 * does nothing else: so this works in a trap, before there are tasks, and when all is broken.
 *
 * A program that writes by the shim has a ring before the device (rings.c). There rill_output
 * is another function, which calls this one for bytes that must not wait in the ring.
 */
#include <rill/bind.h>
#include <port/board.h>
#include <port/image.h>
#include "console.h"
#include "rings.h"

RILL_NO_PART(output) void rill_output_plain(const char *bytes, size_t n)
{
    const struct rill_console *c = rill_board.console;
    bool taken = rill_console_take();

    while (n) {
        size_t put = c->ops->put(c, bytes, rill_console_span(bytes, n));

        if (put)
            rill_console_wrote(taken, bytes[put - 1]);
        bytes += put;
        n -= put;
    }
    rill_console_drop(taken);
}

void rill_default_console_write(const char *bytes, size_t n)
{
    rill_output(bytes, n);
}

RILL_DEFAULT(function, rill_console_write, rill_default_console_write);
RILL_OFFER(function, rill_default_console_write);
