// make: APP_LDFLAGS=-Wl,--wrap=rill_trap_nested,--wrap=rill_irq_attach
/* On a hart with an mtval that is always 0, a trap handler uses errno: Rill finds that by the
 * address that it works out. */
// boards: virt,virt32
// m-mode: in S-mode it is found after the handler
// expect-status: 134
// expect-out: ^rill: panic: errno or another _Thread_local variable was used in a trap handler
#include <rill/rill.h>

#include <errno.h>

#include "../../devices.h"

/* As in kernel/fault/trap.h. */
struct frame {
    uintptr_t x[32], status, cause, addr, unknown;
};

_Noreturn void __real_rill_trap_nested(struct frame *f, void *h);
_Noreturn void __wrap_rill_trap_nested(struct frame *f, void *h);
_Noreturn void __wrap_rill_trap_nested(struct frame *f, void *h)
{
    f->addr = 0;
    __real_rill_trap_nested(f, h);
}

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
