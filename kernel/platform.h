/* kernel/platform.h -- what is known of the machine beside rill_board, and from
 * where. */
#ifndef KERNEL_PLATFORM_H
#define KERNEL_PLATFORM_H

#include <rill/platform.h>

enum rill_from { RILL_BY_BOARD, RILL_BY_TREE, RILL_BY_TRYING, RILL_BY_FORCE };

/* Written at boot, by one hart. */
struct rill_platform {
    uint64_t memory_base,
        memory_bytes;            /* of the range we are in; by the tree */
    uint8_t console, timer, end; /* enum rill_from */
    uint8_t irqs;                /* after rill_platform_irqs */
};
extern struct rill_platform rill_platform;

/* What of rill_board.irqs only those need who use interrupts of devices: base,
 * sources, and a context for each hart that runs this image (RILL_NO_CONTEXT: it has
 * none). Before the first look at rill_board.irqs. With a tree
 * that has no such controller, or none that we know, base is 0 then. May be called
 * again, which costs nothing, and by two harts at once. */
void rill_platform_irqs(void);

/* Where the nth device, from 0, that is compatible with this begins; 0: there are no
 * more. Without a tree: otherwise. */
uintptr_t rill_platform_place(const char *compatible, unsigned nth,
                              uintptr_t otherwise);

/* A hart that has no context at the controller: rill_board.irqs.contexts. */
#define RILL_NO_CONTEXT 0xffff

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
