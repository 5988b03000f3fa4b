/* bench/irq_wake.c -- an interrupt of a device, by all of Rill: claimed, its handler
 * found and called, completed. The handler silences the UART.
 *
 *   irq_device     it wakes nobody: there and back
 *   irq_wake       it sets an event, until the task that waits for it runs, where all
 *                  sleep. It is pending before the hart sleeps and comes when the idle
 *                  loop lets it. When that was, the handler cannot tell; so the way to
 *                  the handler, the same always, is counted in a task, and the rest from
 *                  there on.
 *   irq_wake_busy  the same, where it comes upon a task that then yields */
#include <rill/rill.h>
#include "bench.h"
#include "irq.h"

#define N 2000u

static struct rill_event event = {.by_trap = true};
static volatile uintptr_t handled, woke;
static uintptr_t to_handler;

static bool silence(void *unused)
{
    handled = bench_now();
    (void)unused;
    IER = 0;
    return true;
}

static bool tell(void *arg)
{
    handled = bench_now();
    IER = 0;
    rill_event_set(arg);
    return true;
}

static struct rill_irq uart = {.fn = silence, .arg = &event};

/* The handler counts, too: 3 that read and keep what it has read are not Rill's. */
#define COUNTING 3

static void device(void)
{
    uintptr_t took = 0;

    for (unsigned i = 0; i < N; i++) {
        struct span s = interrupt();

        took += s.after - s.before - OURS - COUNTING;
        to_handler = handled - s.before - OURS;
    }
    bench_row("irq_device", took, N);
}

static void from_idle(void)
{
    uintptr_t took = 0;

    for (unsigned i = 0; i < 2 * N; i++) {
        __asm__ volatile(CSRS("csrci mstatus, 8")::: "memory");
        IER = IER_EMPTY;
        rill_event_take(&event, RILL_FOREVER);
        if (i >= N)
            took += to_handler + bench_now() - handled - COUNTING;
    }
    bench_row("irq_wake", took, N);
}

static int waiter(void *unused)
{
    (void)unused;
    while (!rill_event_take(&event, RILL_FOREVER))
        woke = bench_now();
    return 0;
}

static void from_task(void)
{
    uintptr_t took = 0;

    rill_go(waiter, NULL);
    rill_yield();
    for (unsigned i = 0; i < 2 * N; i++) {
        struct span s = interrupt();

        rill_yield();
        if (i >= N)
            took += woke - s.before - OURS - COUNTING;
    }
    bench_row("irq_wake_busy", took, N);
}

int main(void)
{
    if (rill_irq_attach(&uart, UART_SOURCE))
        rill_panic("the UART's interrupt cannot be had");
    device();
    rill_irq_detach(&uart);
    uart.fn = tell;
    rill_irq_attach(&uart, UART_SOURCE);
    from_idle();
    from_task();
    return 0;
}
