// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* A task has spoiled its canary, and computes: the trap of a device's interrupt finds that,
 * after the handler. */
// boards: virt,virt32,hifive1,virt-s
// expect-status: 134
// expect-out: ^rill: panic: task "digger" has overflowed its stack$
// expect-out: ^  stack   .*OVERFLOWED: something was written below the bottom$
// expect-out: ^ +(0x[0-9a-f]+|\(inlined by\)) +computes at
#include "../../devices.h"
#include "overflow_spoils.h"

static bool handler(void *times)
{
    uart_asks(false);
    ++*(volatile int *)times;
    return true;
}

static int handled;
static struct rill_irq uart = {.fn = handler, .arg = &handled, .name = "uart"};

/* The UART asks when the loop has begun, so that the interrupt comes in the loop. */
__attribute__((noinline)) static int computes(void)
{
    spoil();
    uart_asks(true);
    while (computing) {
    }
    return handled;
}

static int digger(void *arg)
{
    return computes() + (arg != NULL);
}

int main(void)
{
    struct rill_task_opts opts = {.name = "digger", .stack_bytes = 1024};

    if (rill_irq_attach(&uart, uart_source()))
        return 1;
    rill_spawn(NULL, &opts, digger, NULL);
    rill_yield();
    return 1;
}
