/* rill/platform.h -- the machine, as Rill found it at boot: docs/platform.md.
 *
 * Rill takes what there is from the first of these that says: what was forced; the device tree
 * that the loader passed; a try; the board's folder.
 *
 * Callers: anywhere, on any hart, from main on; but rill_platform_has from tasks alone, and
 *          rill_platform_print not from a trap. No call blocks or allocates. A look into the
 *          tree takes some 20 instructions for each word of the tree: ask once, and keep the
 *          answer.
 * Memory:  the caller owns what it passes. The tree stays where the loader put it, for good.
 * Errors:  what is not there is false, NULL or 0. On a board with a loader that passes no
 *          tree (hifive1) nothing is there that is asked by name.
 * Misuse:  NULL in place of a pointer faults.
 * Source:  Devicetree Specification 0.3, chapters 2 and 3.
 */
#ifndef RILL_PLATFORM_H
#define RILL_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

/* Where a device is: its first reg and its first interrupt. */
struct rill_place {
    uintptr_t base;
    size_t bytes;
    unsigned irq; /* its source, for rill_irq_attach; 0: none to attach */
};

/* Find the nth device, from 0, that the tree calls compatible with this ("virtio,mmio") and
 * does not call off. Addresses are as the tree has them. Rill does not translate those behind
 * a bus with `ranges`.
 *   returns  false: there are not so many, and *place is as it was. */
bool rill_platform_device(const char *compatible, unsigned nth,
                          struct rill_place *place);

/* The initial RAM disk that the loader has loaded (QEMU's -initrd). Rill puts nothing else
 * there, and the caller may read and write it.
 *   returns  its first byte, and its size in *bytes; NULL: there is none. */
void *rill_platform_initrd(size_t *bytes);

#define RILL_HAS_TIME   0x1u /* the CSR time can be read (Zicntr) */
#define RILL_HAS_SSTC   0x2u /* stimecmp: a timer for S-mode (Sstc) */
#define RILL_HAS_SEED   0x4u /* the CSR seed can be read: entropy (Zkr) */
#define RILL_HAS_VECTOR 0x8u /* interrupts by a table (xtvec mode 1) */

/* What this hart can do that no tree need say: the sum of the words above that hold. Rill
 * tries instructions, which trap where the hart cannot: so what the last trap left in the CSRs
 * is lost. By tasks. */
uint32_t rill_platform_has(void);

/* Say on the console what there is and where Rill knows it from: a line or two of 100
 * characters. Not from a trap. */
void rill_platform_print(void);

/* ---- forcing ----
 *
 *     RILL_PLATFORM_FORCE("irqs=none timer=board");
 *
 * in one file of the program, outside any function, takes these and not what the tree says.
 * There is one space between words:
 *
 *     console=NAME   a console of the board's list, by the name that is printed
 *     end=NAME       a way to end of the board's list, by the name that is printed
 *     timer=board    the clock of the board's folder, and its rate
 *     irqs=none      no interrupt controller; irqs=board: that of the folder
 *
 * In such a program (its words may be "") bootargs force, too, and count before these words.
 * There each word has "rill." in front, and all of them stand before argv's
 * (-append 'rill.irqs=none wordcount README.md'). In any other program bootargs are argv.
 *
 * A word that is none of these, or names something that is not there, panics, and the panic
 * lists what there is. On a board with a loader that passes no tree, Rill ignores all
 * of this. */

RILL_C_END

/* The macro. */
#include <rill/inline/platform.h>

#endif
