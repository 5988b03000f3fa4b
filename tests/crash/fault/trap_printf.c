// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* printf in a trap handler of an idle hart: the report names the call, and says what to do. */
// boards: virt,virt32,hifive1,virt-s,sifive_u,icicle
// expect-status: 134
// expect-out: ^rill: panic: printf, puts or another call of stdio was called from a trap handler; only tasks may
// expect-out: in a trap handler of interrupt \d+ \(uart\) on hart \d+$
#include <rill/rill.h>

#include <stdio.h>

#include "../../devices.h"

static bool handler(void *unused)
{
    (void)unused;
    uart_asks(false);
    printf("%d\n", 1);
    return true;
}

static struct rill_irq uart = {.fn = handler, .name = "uart"};

int main(void)
{
    UART_ENDS_IT(&uart, true);
    return 0;
}
