// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* As irq/fault.c, on an idle hart, which calls the handler by itself: the report must be as in
 * irq/fault.c. */
// expect-status: 139
// expect-out: ^rill: fault inside a trap handler: store (access fault at address 0x8 \(cause 7\)|page fault at address 0x8 \(cause 15\)): a write to the null page$
// expect-out: ^  pc      0x[0-9a-f]+  in a trap handler of interrupt \d+ \(uart\) on hart \d+$
// expect-out: ^rill: stopped with status 139$
#include <rill/rill.h>

#include "../../devices.h"

static bool handler(void *arg)
{
    uart_asks(false);
    *(volatile unsigned *)arg = 1;
    return true;
}

static struct rill_irq uart = {.fn = handler, .arg = (void *)8, .name = "uart"};

int main(void)
{
    UART_ENDS_IT(&uart, true);
    return 0;
}
