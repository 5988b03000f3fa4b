/* port/rounding.h -- the hart's rounding mode.
 *
 * The numbers are those of frm (unprivileged ISA, "F" extension, table of rounding modes). A
 * hart without FP registers has one mode.
 */
#ifndef PORT_ROUNDING_H
#define PORT_ROUNDING_H

enum {
    RILL_ROUND_NEAREST,
    RILL_ROUND_TO_ZERO,
    RILL_ROUND_DOWN,
    RILL_ROUND_UP,
    RILL_ROUND_NEAREST_AWAY,
};

static inline int rill_rounding(void)
{
    int mode = RILL_ROUND_NEAREST;

#ifdef __riscv_flen
    __asm__ volatile("frrm %0" : "=r"(mode));
#endif
    return mode;
}

#endif
