/* board/uart_errors.c -- the 16550 says that it has lost input: its driver sees that, and the
 * console counts it. In loopback (PC16550D data sheet, 8.6.7, MCR bit 4) 20 bytes come in while
 * no task may look, and the FIFO has room for 16. */
#include <errno.h>

#include <rill/rill.h>

#include "../mode.h"
#include "../tap.h"

#define UART ((volatile unsigned char *)0x10000000)

enum { SENT = 20, FIFO = 16, DATA = 0, MCR = 4, LOOPBACK = 0x10 };

static void send_unseen(void)
{
    __asm__ volatile("csrc " X "status, %0" : : "r"(XSTATUS_IE) : "memory");
    UART[MCR] = LOOPBACK;
    for (int i = 0; i < SENT; i++)
        UART[DATA] = (unsigned char)('a' + i);
    UART[MCR] = 0;
    __asm__ volatile("csrs " X "status, %0" : : "r"(XSTATUS_IE) : "memory");
}

int main(void)
{
    struct rill_console_counts before, now;
    int wrong = 0, got = 0, c;

    plan(5);
    /* The loader may have sent bytes: they are no part of the test. */
    while (rill_console_getc(rill_after_ns(50 * RILL_MS)) >= 0) {
    }
    rill_console_counts(&before);
    send_unseen();
    while ((c = rill_console_getc(rill_after_ns(50 * RILL_MS))) >= 0)
        wrong += c != 'a' + got++;
    rill_console_counts(&now);
    is(c, -ETIMEDOUT, "then nothing more comes");
    is(got, FIFO, "as many as the FIFO holds");
    is(wrong, 0, "the first ones, in order");
    ok(now.overruns > before.overruns, "that others were lost is counted");
    is((long)(now.received - before.received), FIFO, "they are not");
    return done();
}
