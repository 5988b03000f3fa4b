/* bench/irq_wake.c -- an interrupt of a device, by all of Rill: claimed, its handler
 * found and called, completed. The handler silences the UART.
 *
 *   irq_device it wakes no task: there and back irq_wake it sets an event, until the
 *   task that waits for it runs, where all
 *                  sleep: from the end of the wfi, behind which the idle loop calls the
 *                  clock first of all. So that call is ours (bench/budgets links it so),
 *                  and notes when it was.
 *   irq_wake_busy  irq_wake, when the interrupt comes in a task that then yields */
#include <rill/rill.h>
#include "bench.h"
#include "irq.h"

#define N 2000u

static struct rill_event event = {.by_trap = true};
static volatile uintptr_t woke;

extern uintptr_t clock_called;
uintptr_t clock_called;

__asm__(".text\n"
        ".globl __wrap_rill_clock_ticks\n"
        "__wrap_rill_clock_ticks:\n\t" CSRS(
            "csrr t0, minstret\n\t") ".option push\n\t.option norelax\n"
                                     "1: auipc t1, %pcrel_hi(clock_called)\n\t"
                                     "sd t0, %pcrel_lo(1b)(t1)\n\t"
                                     "tail __real_rill_clock_ticks\n\t"
                                     ".option pop\n\t");

/* Instructions that are not the interrupt's: the read, two to store, two to go on; and
 * one call before it. */
#define CLOCK_OURS 5
#define CLOCK_CALL 1

static bool silence(void *unused)
{
    (void)unused;
    IER = 0;
    return true;
}

static bool tell(void *arg)
{
    IER = 0;
    rill_event_set(arg);
    return true;
}

static struct rill_irq uart = {.fn = silence, .arg = &event};

static void device(void)
{
    uintptr_t took = 0;

    for (unsigned i = 0; i < N; i++) {
        struct span s = interrupt();

        took += s.after - s.before - OURS;
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
            took += bench_now() - clock_called - CLOCK_OURS + CLOCK_CALL;
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
            took += woke - s.before - OURS;
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
