// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* A fault in a trap handler that has spoiled tp. The trap must not take the odd tp for the
 * place where a tried instruction goes on. Rill can print nothing, and ends the machine. */
// boards: virt,virt32,virt-s
// expect-status: 134
// expect-out: ^before$
// reject-out: ^rill: (panic|fault)
#include <stdio.h>

#include <rill/rill.h>

#include "../../devices.h"

static void gone_on(void)
{
    for (;;) {
    }
}

static bool handler(void *unused)
{
    (void)unused;
    uart_asks(false);
    __asm__ volatile("mv tp, %0\n\t"
                     "sw zero, 0(%1)"
                     :
                     : "r"((uintptr_t)gone_on + 1), "r"(FORBIDDEN)
                     : "memory");
    return true;
}

static struct rill_irq uart = {.fn = handler, .name = "uart"};

int main(void)
{
    puts("before");
    UART_ENDS_IT(&uart, false);
    return 0;
}
