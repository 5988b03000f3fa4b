/* A hook of panics recurses without an end on the idle stack, which the panic of a trap handler uses
 * when libc may have nearly filled the trap stack: the idle stack's end stops it, above the trap
 * stack. */
// boards: virt-s
// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
// expect-status: 134
// expect-out: ^rill: panic: printf, puts or another call of stdio was called from a trap handler
// expect-out: ^rill: a hook that was told of it broke: fault inside a trap handler: store page fault at address 0x[0-9a-f]+ \(cause 15\)$
// expect-out: ^rill: stopped with status 134$
#include <stdio.h>

#include <rill/panic.h>
#include <rill/rill.h>

#include "../../devices.h"

static volatile int more = 1;

__attribute__((noinline)) static int recurse(int n)
{
    volatile char frame[64];

    frame[0] = (char)n;
    return (more ? recurse(n + 1) : 0) + frame[0];
}

static void told(struct rill_panic_hook *hook,
                 const struct rill_panic_info *info)
{
    (void)hook, (void)info;
    recurse(0);
}

static struct rill_panic_hook hook = {.fn = told};

static bool handler(void *arg)
{
    uart_asks(false);
    (void)arg;
    printf("x");
    return true;
}

static struct rill_irq uart = {.fn = handler, .name = "uart"};

int main(void)
{
    rill_panic_hook_add(&hook);
    UART_ENDS_IT(&uart, false);
    return 0;
}
