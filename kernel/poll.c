/* kernel/poll.c -- the console, for tasks and for reports.
 *
 * Output waits for the device with the hart in hand, so that two writes never
 * mix and a panic can be told. Input lets others run: it looks again at each
 * yield for a while, and then from time to time, asleep in between. The nap is
 * shorter than the smallest FIFO takes to fill: 8 bytes at 115200 baud, 10 bits
 * each, are 694 us (SiFive's UART; the 16550 has 16).
 */
#include <errno.h>
#include <rill/bind.h>
#include <rill/context.h>
#include <rill/task.h>
#include <rill/time.h>
#include <port/board.h>
#include <port/image.h>
#include <port/lock.h>
#include "console.h"

#define EAGER_LOOKS 4000
#define NAP_NS      (300 * RILL_US)

/* A device may have to be asked for a byte and then read: two harts that found
 * one byte there would both take it. Apart from the output's, which may be held
 * for long. */
static struct rill_lock input;

void rill_default_console_write(const char *bytes, size_t n)
{
    const struct rill_console *c = rill_board.console;
    bool taken = rill_console_take();

    while (n) {
        size_t line = 0, put;

        while (line < n && bytes[line++] != '\n') {
        }
        put = c->ops->put(c, bytes, line);
        if (put)
            rill_console_wrote(taken, bytes[put - 1]);
        bytes += put;
        n -= put;
    }
    rill_console_drop(taken);
}

int rill_default_console_getc(uint64_t deadline_ns)
{
    const struct rill_console *c = rill_board.console;

    for (unsigned looks = 0;; looks++) {
        int byte;

        rill_lock_take(&input);
        byte = c->ops->get(c);
        rill_lock_drop(&input);
        if (byte >= 0)
            return byte & 0xff;
        if (deadline_ns != RILL_FOREVER && rill_now_ns() >= deadline_ns)
            return -ETIMEDOUT;
        if (rill_canceled())
            return -ECANCELED;
        if (looks < EAGER_LOOKS)
            rill_yield();
        else
            rill_sleep_ns(NAP_NS);
    }
}

RILL_DEFAULT(function, rill_console_write, rill_default_console_write);
RILL_DEFAULT(function, rill_console_getc, rill_default_console_getc);
RILL_OFFER(function, rill_default_console_write);
RILL_OFFER(function, rill_default_console_getc);
