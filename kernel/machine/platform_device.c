/* kernel/machine/platform_device.c -- devices of the tree, for callers that ask for one, and the
 * numbers of their interrupts.
 *
 *     soc { interrupt-parent = <&plic0>;
 *           serial { interrupts = <10>; };                                  10
 *           disk   { interrupts = <1>; interrupt-parent = <&plic1>; };  1024 + 1
 *           clock  { interrupts-extended = <&plic1 2>; }; };            1024 + 2
 *
 * A number belongs to a controller: the one that the node names, or else the one that the next
 * node around it names (Devicetree Specification 0.3, 2.4.1). We use no number that belongs to
 * a controller other than a PLIC.
 */
#include <rill/irq.h>
#include "fdt.h"
#include "platform.h"

bool rill_platform_is_plic(const struct rill_fdt_node *n)
{
    return (rill_fdt_says(n, "compatible", "sifive,plic-1.0.0") ||
            rill_fdt_says(n, "compatible", "riscv,plic0")) &&
           rill_fdt_works(n);
}

/* The phandle of the node's controller, which the node or the next node around it names. The
 * walk goes from the root to the node, and notes the names by depth. 0: no node names one. */
static uint32_t parent_of(const struct rill_fdt_node *n)
{
    uint32_t by_depth[RILL_FDT_MOST_DEPTH + 1] = {0};
    struct rill_fdt_node at;

    rill_fdt_start(&at);
    while (rill_fdt_next(&at)) {
        by_depth[at.depth] = by_depth[at.depth - 1];
        rill_fdt_cell(&at, "interrupt-parent", 0, &by_depth[at.depth]);
        if (at.at == n->at)
            return by_depth[at.depth];
    }
    return 0;
}

/* The number of the PLIC that has this phandle; -1: no PLIC has it. In a tree without a PLIC
 * the answer is 0: interrupts have numbers there, but no controller lets one through. */
static int controller_of(uint32_t phandle)
{
    struct rill_fdt_node at;
    uint32_t have;
    int controller = 0;

    rill_fdt_start(&at);
    while (rill_fdt_next(&at)) {
        if (!rill_platform_is_plic(&at))
            continue;
        if (!phandle ||
            (rill_fdt_cell(&at, "phandle", 0, &have) && have == phandle))
            return controller;
        if (controller++ == RILL_PLICS_MOST)
            break;
    }
    return controller ? -1 : 0;
}

unsigned rill_platform_number(const struct rill_fdt_node *n)
{
    uint32_t source, parent;
    int controller;

    if (rill_fdt_cell(n, "interrupts", 0, &source))
        parent = parent_of(n);
    else if (!rill_fdt_cell(n, "interrupts-extended", 1, &source) ||
             !rill_fdt_cell(n, "interrupts-extended", 0, &parent))
        return 0;
    controller = controller_of(parent);
    return controller < 0 || source >= RILL_IRQ_AT(1, 0)
               ? 0
               : RILL_IRQ_AT((unsigned)controller, source);
}

bool rill_platform_device(const char *compatible, unsigned nth,
                          struct rill_place *place)
{
    struct rill_fdt_node n;
    struct rill_fdt_range range;

    if (!rill_fdt_find(&n, compatible, nth) || !rill_fdt_reg(&n, 0, &range) ||
        range.base > UINTPTR_MAX)
        return false;
    place->base = (uintptr_t)range.base;
    place->bytes = (size_t)range.bytes;
    place->irq = rill_platform_number(&n);
    return true;
}
