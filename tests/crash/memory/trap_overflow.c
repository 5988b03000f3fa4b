// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* A handler that recurses without an end: the trap stack's overflow ends in a report, from the idle
 * stack, and not in a loop. */
// boards: virt-s
// expect-status: 139
// expect-out: ^rill: fault inside a trap handler: store page fault at address 0x[0-9a-f]+ \(cause 15\): a write to the guard below the trap stack$
// expect-out: ^  pc      0x[0-9a-f]+  in a trap handler of interrupt \d+ \(uart\) on hart \d+$
// expect-out: ^rill: stopped with status 139$
#include <rill/rill.h>

#include "../../devices.h"

static volatile int more = 1;

__attribute__((noinline)) static int recurse(int n)
{
    volatile char frame[64];

    frame[0] = (char)n;
    return (more ? recurse(n + 1) : 0) + frame[0];
}

static bool handler(void *arg)
{
    (void)arg;
    uart_asks(false);
    return recurse(0);
}

static struct rill_irq uart = {.fn = handler, .name = "uart"};

int main(void)
{
    UART_ENDS_IT(&uart, false);
    return 0;
}
