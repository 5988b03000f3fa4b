// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* tp is no address of memory when a device interrupts. The device's handler has run. */
// boards: virt,virt32,virt-s
// expect-status: 139
// expect-out: ^handled$
// expect-out: ^rill: fault inside a trap handler: load (access|page) fault at address 0x
// expect-out: ^rill: stopped with status 139$
#include <rill/rill.h>

#include "../../devices.h"
#include "lost_tp.h"

static bool handler(void *unused)
{
    (void)unused;
    uart_asks(false);
    rill_console_write("handled\n", 8);
    return true;
}

static struct rill_irq uart = {.fn = handler, .name = "uart"};

int main(void)
{
    if (rill_irq_attach(&uart, uart_source()))
        return 1;
    __asm__ volatile("csrc " X "status, %0" : : "r"(XSTATUS_IE) : "memory");
    uart_asks(true);
    LOSE_TP(FORBIDDEN);
    return 0;
}
