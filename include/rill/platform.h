/* rill/platform.h -- the machine, as it was found at boot: docs/platform.md.
 *
 * What there is comes from, in this order: what was forced; the device tree that
 * the loader passed; trying; what the board's folder says.
 *
 * Callers: anywhere, any hart, traps too, from main on; none blocks, none
 *          allocates. A look into the tree takes some 20 instructions for each
 *          word of it: ask once, and keep the answer.
 * Memory:  the caller's. The tree stays where the loader put it, for good.
 * Errors:  what is not there is false, NULL or 0. A board with a loader that
 *          passes no tree (hifive1) has none of what is asked by name.
 * Misuse:  a NULL where a pointer is wanted faults.
 * Source:  Devicetree Specification 0.3, chapters 2 and 3.
 */
#ifndef RILL_PLATFORM_H
#define RILL_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

/* Of a device: its first reg and its first interrupt. */
struct rill_place {
    uintptr_t base;
    size_t bytes;
    unsigned
        irq; /* its source, for rill_irq_attach; 0: none that can be attached */
};

/* The nth device, from 0, that the tree calls compatible with this ("virtio,mmio")
 * and does not say is off. Addresses are as the tree has them: those behind a bus
 * that translates (ranges) are not found out.
 *   returns  false: there are not so many. *place is left alone. */
bool rill_platform_device(const char *compatible, unsigned nth,
                          struct rill_place *place);

/* The initial RAM disk that the loader has put somewhere (QEMU's -initrd), if any.
 * Nothing else is ever there, and it may be read and written.
 *   returns  its first byte, and *bytes of it; NULL: there is none. */
void *rill_platform_initrd(size_t *bytes);

/* What this hart can do that no tree need say, tried by instructions that trap where
 * it cannot. In tasks; what the last trap left in its CSRs is lost. */
#define RILL_HAS_TIME 0x1u /* the CSR time is read (Zicntr) */
#define RILL_HAS_SSTC 0x2u /* stimecmp: a timer for S-mode (Sstc) */
#define RILL_HAS_SEED 0x4u /* the CSR seed is read: entropy (Zkr) */
#define RILL_HAS_VECTOR \
    0x8u /* interrupts by a table of vectors (xtvec mode 1) */
uint32_t rill_platform_has(void);

/* Say on the console what there is and where that is known from, a line or two of
 * 100 characters. Not in a trap. */
void rill_platform_print(void);

/* ---- forcing ----
 *
 *     RILL_PLATFORM_FORCE("irqs=none timer=board");
 *
 * in one file of the program, outside any function: take that, and never mind the
 * tree. Words with one space between:
 *
 *     console=NAME   a console of the board's list, by the name that is printed
 *     end=NAME       the same of the ways to end
 *     timer=board    the clock of the board's folder, and its rate
 *     irqs=none      no interrupt controller; irqs=board: that of the folder
 *
 * In such a program (the words may be "") bootargs force as well, and go before: by
 * the same words with "rill." before each, and all of them before argv's
 * (-append 'rill.irqs=none wordcount README.md'). In any other bootargs are argv.
 *
 * What is not there, or not one of these words, panics and lists those that are. On a
 * board with a loader that passes no tree nobody looks at any of it. */
struct rill_platform_force {
    const char *words;
    int (*find)(int what); /* kernel/machine/platform_force.c */
};
extern const struct rill_platform_force rill_platform_force;
int rill_platform_find_forced(int what);

#define RILL_PLATFORM_FORCE(forced)                          \
    const struct rill_platform_force rill_platform_force = { \
        .words = (forced), .find = rill_platform_find_forced}

RILL_C_END

#endif
