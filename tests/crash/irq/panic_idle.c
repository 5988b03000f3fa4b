// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* A handler does what it must not do, on an idle hart, which calls the handler by itself. */
// expect-status: 134
// expect-out: ^rill: panic: rill_event_wait was called from a trap handler
// expect-out: in a trap handler of interrupt \d+ \(no name\)
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
    UART_ENDS_IT(&uart, true);
    return 0;
}
