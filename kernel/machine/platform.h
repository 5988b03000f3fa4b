/* kernel/machine/platform.h -- what is known of the machine beside rill_board, and from
 * where. */
#ifndef KERNEL_PLATFORM_H
#define KERNEL_PLATFORM_H

#include <rill/platform.h>
#include <port/board.h>

enum rill_from { RILL_BY_BOARD, RILL_BY_TREE, RILL_BY_TRYING, RILL_BY_FORCE };

/* Written at boot, by one hart. */
struct rill_platform {
    uint64_t memory_base,
        memory_bytes;            /* of the range we are in; by the tree */
    uint8_t console, timer, end; /* enum rill_from */
    uint8_t irqs;                /* after rill_platform_irqs */
};
extern struct rill_platform rill_platform;

/* ---- which line of a device is which hart's: kernel/machine/platform_clint.c ---- */

struct rill_fdt_node;

/* /cpus; false: there is none, and a walk on from there finds none of its children. */
bool rill_platform_cpus(struct rill_fdt_node *n);

/* The phandles of these harts' own interrupt controllers; 0: it has none. By a walk on
 * from /cpus. */
void rill_platform_intcs(struct rill_fdt_node *cpus, const uintptr_t *ids,
                         unsigned n, uint32_t *intcs);

/* The place of a pair, a hart's controller and a number in xcause, in a node's
 * interrupts-extended: among all, or among those of that number. -1: it is not there. */
int rill_platform_line(const struct rill_fdt_node *n, uint32_t intc,
                       uint32_t cause, bool of_cause);

/* How many harts a CLINT or an ACLINT can interrupt; 0: it is none, or does not work. */
unsigned rill_platform_soft_lines(const struct rill_fdt_node *n);

#define RILL_CLINT_LINES 4095 /* at most: behind their registers are others */

/* A hart's clock and its own registers; 0: it has none. */
struct rill_clint {
    uintptr_t mtime, mtimecmp, msip;
};

/* Those of n harts, at most RILL_HARTS; msip is only looked for where harts are many, or
 * where it is in one device with the timer.
 *   returns  false: the tree has no CLINT of any kind. */
bool rill_platform_clints(struct rill_fdt_node *cpus, const uintptr_t *ids,
                          unsigned n, struct rill_clint *of);

/* Does it behave as one? It is read. */
bool rill_clint_answers(const struct rill_clint *c);

/* ---- interrupts of devices: kernel/machine/platform_device.c, platform_irqs.c ---- */

/* The record that a tree has filled; rill_board.console is this then. */
extern struct rill_console rill_platform_console;

#define RILL_PLICS_MOST \
    255 /* the last one's place: struct rill_irq has a byte for it */

/* One that we know, and nobody says that it is off. They are counted in the tree's order. */
bool rill_platform_is_plic(const struct rill_fdt_node *n);

/* The number of a node's first interrupt, as rill/irq.h has them; 0: it has none, or none
 * that comes to a PLIC. */
unsigned rill_platform_number(const struct rill_fdt_node *n);

/* Fills in what only programs that use interrupts of devices need of rill_board.irqs and of
 * the console: the controllers, and a context for each hart that runs this image. To be
 * called before the first look at rill_board.irqs. With a tree that has no such controller,
 * or none that we know, base is 0 then, and that of each hart. May be called again, and by
 * two harts at once. */
void rill_platform_irqs(void);

/* ---- what may be forced: the argument of rill_platform_force.find ---- */
enum {
    RILL_FORCE_CONSOLE, /* its place in rill_board.consoles */
    RILL_FORCE_END,     /* in rill_board.powers as the board's folder has it */
    RILL_FORCE_TIMER,   /* 0: that of the folder */
    RILL_FORCE_IRQS,    /* 0: those of the folder; 1: none */
    RILL_FORCE_BYTES,   /* of the bootargs: the words that are not argv's */
};

/* What the loader has to say to the program; NULL: nothing. */
const char *rill_platform_words(void);

#endif
