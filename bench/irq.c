/* bench/irq.c -- an interrupt of a device: to the first instruction of the C function
 * that serves it, and back.
 *
 * A function of ours stands in for rill_irq_came, which the vector calls (bench/budgets
 * links it so), and counts:
 *
 *   irq_entry      what has been done when its first instruction begins
 *   irq_roundtrip  all that is done between two instructions of a task. Of the
 *                  function's own three are in it: it claims, which is the least that
 *                  silences an interrupt, and returns. The three that count are not.
 *
 * What Rill's own function does is in bench/irq_wake.c. */
#include <rill/rill.h>
#include "bench.h"
#include "irq.h"

#define N 2000u
#define COUNTING \
    3 /* of the function's instructions read the counter and keep it */

extern uintptr_t entered;
uintptr_t entered, came_from;

__asm__(".text\n"
        ".globl __wrap_rill_irq_came\n"
        "__wrap_rill_irq_came:\n\t" CSRS(
            "csrr a0, minstret\n\t") ".option push\n\t.option norelax\n"
                                     "1: auipc a1, %pcrel_hi(entered)\n\t"
                                     "sd a0, %pcrel_lo(1b)(a1)\n\t"
                                     ".option pop\n\t"
                                     "lui a5, 0xc200\n\t"
                                     "lw a5, 4(a5)\n\t"
                                     "ret\n");

static bool nobody(void *unused)
{
    (void)unused;
    return true;
}

static struct rill_irq uart = {.fn = nobody};

int main(void)
{
    uintptr_t entry = 0, roundtrip = 0;

    if (rill_irq_attach(&uart, UART_SOURCE))
        rill_panic("the UART's interrupt cannot be had");
    for (unsigned i = 0; i < N; i++) {
        struct span s = interrupt();

        IER = 0;
        CLAIM = UART_SOURCE; /* complete */
        entry += entered - s.before - OURS;
        roundtrip += s.after - s.before - OURS - COUNTING;
    }
    rill_irq_detach(&uart);
    bench_row("irq_entry", entry, N);
    bench_row("irq_roundtrip", roundtrip, N);
    return 0;
}
