// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* A panic in the handler of a device's interrupt, on a hart other than hart 0. */
// image: 2
// harts: 2
// boards: virt, virt32
// expect-status: 134
// expect-out: ^rill: panic: rill_event_wait was called from a trap handler
// expect-out: in a trap handler of interrupt 10 \(no name\) on hart 1$
#include <rill/rill.h>

#include "../../devices.h"

static struct rill_event event;

static bool handler(void *unused)
{
    (void)unused;
    uart_asks(false);
    return !rill_event_wait(&event, RILL_FOREVER);
}

static struct rill_irq uart = {.fn = handler};

int main(void)
{
    while (rill_hart_arrived() < 2)
        rill_sleep_ns(10 * RILL_US);
    if (rill_pin(1))
        return 1;
    UART_ENDS_IT(&uart, false);
    return 0;
}
