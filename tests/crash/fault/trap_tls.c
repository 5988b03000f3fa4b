// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* A trap handler on hart 1 reads a large thread-local variable. */
// boards: virt,virt32
// image: 2
// harts: 2
// expect-status: 134
// expect-out: ^rill: panic: errno or another _Thread_local variable was used in a trap handler
// expect-out: in a trap handler of interrupt \d+ \(uart\) on hart 1$
#include <rill/rill.h>

#include "../../devices.h"

static _Thread_local volatile char mine[10000];

static bool handler(void *arg)
{
    (void)arg;
    uart_asks(false);
    return !mine[sizeof mine - 1];
}

static struct rill_irq uart = {.fn = handler, .name = "uart"};

int main(void)
{
    while (rill_hart_arrived() < 2)
        rill_sleep_ns(10 * RILL_US);
    if (rill_pin(1))
        return 1;
    UART_ENDS_IT(&uart, false);
    return 0;
}
