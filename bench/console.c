/* bench/console.c -- bytes through the console's rings, with QEMU's 16550 in loopback
 * (data sheet, "Modem control register", bit 4): what the program writes comes in
 * again.
 *
 *   console_out_16   a byte of a write of 16
 *   console_in_16    a byte of 16 that come at once: their interrupt, and reading them
 *   echo_latency     from the store that makes a byte come in, until the task that waits
 *                    for it has written it again
 *   idle_interrupts  of the console, in a second in which a task waits for input
 */
#include <rill/rill.h>
#include "bench.h"

#define N        2000u
#define BURST    16u
#define UART     ((volatile unsigned char *)0x10000000)
#define DATA     UART[0]
#define FCR      UART[2]
#define MCR      UART[4]
#define LOOPBACK 0x10
#define AT_ONE   0x01 /* FIFOs on; the mark for interrupts at one byte */

static uintptr_t written;

static int echo(void *arg)
{
    (void)arg;
    for (;;) {
        char c = (char)rill_console_getc(RILL_FOREVER);

        rill_console_write(&c, 1);
        written = bench_now();
        rill_console_getc(RILL_FOREVER); /* our own row comes in, too */
    }
    return 0;
}

/* Three instructions a byte, which the row does not count. */
static void send_burst(void)
{
    for (unsigned i = 0; i < BURST; i++)
        DATA = 'x';
}

static uintptr_t measure_in(void)
{
    uintptr_t before = bench_now();

    send_burst();
    for (unsigned i = 0; i < BURST; i++)
        if (rill_console_getc(RILL_POLL) != 'x')
            rill_panic("byte %u did not come", i);
    return bench_now() - before;
}

static const struct rill_irq *console_irq(void)
{
    const struct rill_irq *irq = rill_irq_next(NULL);

    if (!irq)
        rill_panic("the console is polled");
    return irq;
}

int main(void)
{
    static const char line[BURST] = "# 16 of a line\n\n";
    uintptr_t out = 0, in = 0, latency = 0;
    unsigned long taken;
    struct rill_job job;
    struct rill_task_opts opts = {.stack_bytes = 4096};

    rill_console_write(
        line, BURST); /* the first write looks for its interrupt in the tree */
    for (unsigned i = 0; i < N / 10; i++) {
        uintptr_t before = bench_now();

        rill_console_write(line, BURST);
        out += bench_now() - before;
    }
    rill_console_getc(RILL_POLL);
    MCR = LOOPBACK;
    for (unsigned i = 0; i < N; i++) {
        uintptr_t irqs = rill_irq_next(NULL)->taken;

        in += measure_in();
        if (rill_irq_next(NULL)->taken == irqs)
            rill_panic("burst %u came without an interrupt", i);
    }
    FCR = AT_ONE;
    if (rill_spawn(&job, &opts, echo, NULL))
        rill_panic("no memory for a task");
    for (unsigned i = 0; i < N; i++) {
        uintptr_t before;

        rill_sleep_ns(10 * RILL_US); /* it waits */
        before = bench_now();
        DATA = 'y';
        rill_yield();
        latency += written - before;
    }
    MCR = 0;
    taken = console_irq()->taken;
    rill_sleep_ns(RILL_S);
    taken = console_irq()->taken - taken;
    bench_row("console_out_16", out, N / 10 * BURST);
    bench_row("console_in_16", in - 3 * N * BURST, N * BURST);
    bench_row("echo_latency", latency, N);
    bench_row("idle_interrupts", taken, 1);
    return 0;
}
