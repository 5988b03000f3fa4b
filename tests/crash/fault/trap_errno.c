// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* A trap handler uses errno, which it does not have: no memory of the kernel is written
 * over. */
// boards: virt,virt32,hifive1,virt-s,sifive_u,icicle
// expect-status: 134
// expect-out: ^rill: panic: errno or another _Thread_local variable was used in a trap handler
// expect-out: in a trap handler of interrupt \d+ \(uart\) on hart \d+$
#include <rill/rill.h>

#include <errno.h>

#include "../../devices.h"

static bool handler(void *unused)
{
    (void)unused;
    uart_asks(false);
    errno = EAGAIN;
    return true;
}

static struct rill_irq uart = {.fn = handler, .name = "uart"};

int main(void)
{
    UART_ENDS_IT(&uart, false);
    return 0;
}
