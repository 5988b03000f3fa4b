/* kernel/machine/platform.h -- what Rill knows of the machine beside rill_board, and from where
 * it knows it. Callers: at boot, on one hart, except where a comment says more. */
#ifndef KERNEL_PLATFORM_H
#define KERNEL_PLATFORM_H

#include <rill/platform.h>
#include <port/board.h>

enum rill_from { RILL_BY_BOARD, RILL_BY_TREE, RILL_BY_TRYING, RILL_BY_FORCE };

/* The boot hart writes it, at boot. */
struct rill_platform {
    uint64_t memory_base,
        memory_bytes;            /* the tree's range that this image is in */
    uint8_t console, timer, end; /* enum rill_from */
    uint8_t irqs;                /* valid after rill_platform_irqs */
};
extern struct rill_platform rill_platform;

/* ---- a hart's line of a device: kernel/machine/platform_clint.c ---- */

struct rill_fdt_node;

/* Go to /cpus.   returns  false: the tree has none; rill_platform_intcs then finds no hart. */
bool rill_platform_cpus(struct rill_fdt_node *n);

/* intcs[i]: the phandle of the interrupt controller inside hart ids[i]; 0: that hart has none.
 * Walks on from `cpus`, where rill_platform_cpus has gone. */
void rill_platform_intcs(struct rill_fdt_node *cpus, const uintptr_t *ids,
                         unsigned n, uint32_t *intcs);

/* A node's interrupts-extended is a list of pairs: a hart's controller and a number in xcause.
 *   returns  the place of the pair (intc, cause) in the list; with of_cause, its place among
 *            the pairs with that cause. -1: the list does not have the pair. */
int rill_platform_line(const struct rill_fdt_node *n, uint32_t intc,
                       uint32_t cause, bool of_cause);

/* How many harts the CLINT or ACLINT at this node can interrupt. 0: the node is neither, or
 * is off. */
unsigned rill_platform_soft_lines(const struct rill_fdt_node *n);

#define RILL_CLINT_LINES 4095 /* at most; other registers lie behind */

/* The addresses of a hart's clock, comparator and software interrupt; 0: not found. */
struct rill_clint {
    uintptr_t mtime, mtimecmp, msip;
};

/* Find of[i] for hart ids[i], for n harts, at most RILL_HARTS. An image for one hart has no
 * need of msip, and notes it only when it lies in the device that has the timer.
 *   returns  false: the tree has no CLINT and no ACLINT. */
bool rill_platform_clints(struct rill_fdt_node *cpus, const uintptr_t *ids,
                          unsigned n, struct rill_clint *of);

/* Does a device with these registers answer? Reads the registers. */
bool rill_clint_answers(const struct rill_clint *c);

/* ---- interrupts of devices: kernel/machine/platform_device.c, platform_irqs.c ---- */

/* The console that the tree describes. rill_board.console points here when it is in use. */
extern struct rill_console rill_platform_console;

#define RILL_PLICS_MOST \
    255 /* the last PLIC's number: struct rill_irq has a byte for it */

/* Is the node a PLIC that we know, and not off? PLICs are numbered in the tree's order. */
bool rill_platform_is_plic(const struct rill_fdt_node *n);

/* The number of the node's first interrupt, as rill/irq.h numbers them. 0: the node has no
 * interrupt, or its interrupt goes to no PLIC. */
unsigned rill_platform_number(const struct rill_fdt_node *n);

/* Find the interrupt controllers and a context for each hart that runs this image, and write
 * them to rill_board.irqs; number the console's interrupt. Only programs that use interrupts
 * of devices call this, before their first look at rill_board.irqs. When the tree has no
 * controller that we know, rill_board.irqs.base is 0, and so is each hart's base. It may be
 * called again, and by two harts at once. */
void rill_platform_irqs(void);

/* ---- the argument of rill_platform_force.find, and what it answers (-1: not forced) ---- */
enum {
    RILL_FORCE_CONSOLE, /* a place in rill_board.consoles */
    RILL_FORCE_END,     /* a place in rill_board.powers of the board's folder */
    RILL_FORCE_TIMER,   /* 0: the timer of the folder */
    RILL_FORCE_IRQS,    /* 0: the controllers of the folder; 1: none */
    RILL_FORCE_BYTES,   /* how many bytes of the bootargs are not argv's */
};

/* The words that the loader passes to the program (the bootargs); NULL: none. */
const char *rill_platform_words(void);

#endif
