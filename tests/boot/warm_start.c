/* boot/warm_start.c -- a jump to the image's first instruction starts the image once more, on a
 * hart whose counters stand still: as after a reset of a core that stops them to save power. */
// m-mode: counters and the way in are firmware's
#include <stdint.h>

#include <rill/rill.h>

#include "../mode.h"
#include "../tap.h"

enum { MARK = 0x5ec0d2 };

extern struct {
    uintptr_t hart_id, a1;
} rill_boot; /* kernel/main.c */

static __attribute__((section(".noinit"))) uint32_t mark;

/* What the first start found out stands in .data, and the second start does not find the way to
 * end the machine. So this writes to virt's finisher (QEMU 7.2, hw/misc/sifive_test.c), once
 * all bytes have left the UART. */
static _Noreturn void my_stop(int status)
{
    while (!(*(volatile uint8_t *)0x10000005 & 0x40)) {
    }
    *(volatile uint32_t *)0x100000 =
        status ? (uint32_t)status << 16 | 0x3333 : 0x5555;
    for (;;) {
    }
}

RILL_PROVIDE(function, rill_stop, my_stop);

static unsigned long cycles(void)
{
    unsigned long n;

    __asm__ volatile("csrr %0, mcycle" : "=r"(n));
    return n;
}

static unsigned long instructions(void)
{
    unsigned long n;

    __asm__ volatile("csrr %0, minstret" : "=r"(n));
    return n;
}

/* All boards that this runs on have the register. */
static void start_again(void)
{
    mark = MARK;
    __asm__ volatile("csrw 0x320, %0\n\t"
                     "csrr a0, mhartid\n\t"
                     "mv a1, %1\n\t"
                     "la t0, rill_start\n\t"
                     "jr t0"
                     :
                     : "r"(5), "r"(rill_boot.a1)
                     : "a0", "a1", "t0", "memory");
}

int main(void)
{
    unsigned long inhibited, c, i;

    if (mark != MARK)
        start_again();
    mark = 0;
    __asm__ volatile("csrr %0, 0x320" : "=r"(inhibited));
    plan(3);
    is((long)inhibited, 0, "nothing is inhibited");
    c = cycles();
    i = instructions();
    rill_yield();
    ok(cycles() != c, "cycles are counted");
    ok(instructions() != i, "instructions are counted");
    return done();
}
