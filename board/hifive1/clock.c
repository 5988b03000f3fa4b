/* board/hifive1/clock.c -- how often mtime counts in a second.
 *
 * It counts 32768 times on the chip (FE310-G000 manual, 9.1: the low-frequency clock) and
 * on QEMU 10's sifive_e, and 10 million times on QEMU 7.2's. No register says which. So
 * we measure a machine without a vendor, which is an emulator, against mcycle: an
 * emulated tick of 10 MHz is 500 cycles at most (on a host at 5 GHz; 100 by -icount), and
 * one of 32768 Hz is tens of thousands (30518 by -icount). We do not measure a chip: at
 * 16 MHz its tick of 32768 Hz is 488 cycles.
 *
 * The host may do something else at any point. So we read both counts again until
 * little time has passed between the reads, and much more time must pass from the first
 * pair to the second. The first caller that wants ns of the clock does this, once. */
#include <stdbool.h>

#include <port/board.h>

#define BETWEEN \
    8192u /* cycles from a read of mcycle to the next; if too few, twice that */
#define WINDOW      8u    /* times that from the first pair to the second */
#define TICK_FASTER 4096u /* cycles; a tick that has fewer is of 10 MHz */

struct both {
    uint32_t cycles;
    uint64_t ticks;
};

static uint32_t hz;

static uint32_t cycles(void)
{
    uint32_t n;

    __asm__ volatile("csrr %0, mcycle" : "=r"(n));
    return n;
}

static bool read_both(struct both *b, uint32_t between)
{
    b->cycles = cycles();
    b->ticks = rill_clock_ticks();
    return cycles() - b->cycles < between;
}

static bool is_faster(void)
{
    for (uint32_t between = BETWEEN;; between *= 2) {
        struct both begin, end;

        if (!read_both(&begin, between))
            continue;
        while (cycles() - begin.cycles < WINDOW * between) {
        }
        if (read_both(&end, between))
            return (end.ticks - begin.ticks) * TICK_FASTER >
                   end.cycles - begin.cycles;
    }
}

/* This may run in a trap, in the middle of another run: each finds one and the same
 * value. */
uint32_t rill_clock_hz(void)
{
    uint32_t vendor;

    if (hz == 0) {
        __asm__("csrr %0, mvendorid" : "=r"(vendor));
        hz = vendor == 0 && is_faster() ? 10000000 : rill_board.timer.hz;
    }
    return hz;
}
