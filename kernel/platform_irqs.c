/* kernel/platform_irqs.c -- the interrupt controller of the device tree, and which of
 * its contexts is whose. Linked into programs that use interrupts of devices.
 *
 *     plic: interrupts-extended = <&intc0 11  &intc0 9  &intc1 11 ..>
 *              context              0          1         2
 *     cpu@0: interrupt-controller (&intc0)
 *
 * A context is the place of a pair in the list: a hart's own controller, and the
 * number in xcause that it interrupts with (Linux, sifive,plic-1.0.0.yaml), of which
 * that of our mode is ours. Of lists of thousands, one is read for each hart that the
 * image is built for, and the tree once.
 */
#include <port/board.h>
#include <port/hart.h>
#include "fdt.h"
#include "harts.h"
#include "platform.h"

static uint16_t contexts[RILL_HARTS];

static uint16_t context_of(const struct rill_fdt_node *plic, uint32_t intc)
{
    size_t bytes;
    const char *list = rill_fdt_get(plic, "interrupts-extended", &bytes);

    for (size_t i = 0; i < bytes / 8 && i < RILL_NO_CONTEXT; i++)
        if (rill_fdt_word(list + 8 * i) == intc &&
            rill_fdt_word(list + 8 * i + 4) == XCAUSE_EXT)
            return (uint16_t)i;
    return RILL_NO_CONTEXT;
}

/* A controller that is the child of /cpus/cpu with that hart's id. */
static void find_contexts(const struct rill_fdt_node *plic)
{
    struct rill_fdt_node n;
    uint16_t found[RILL_HARTS];
    uintptr_t ids[RILL_HARTS];
    unsigned harts = rill_harts_wanted(ids);
    uint64_t id = UINT64_MAX;
    uint32_t intc;

    for (unsigned i = 0; i < RILL_HARTS; i++)
        found[i] = RILL_NO_CONTEXT;
    rill_fdt_path(&n, "/cpus", sizeof "/cpus");
    while (rill_fdt_next(&n) && n.depth > 2) {
        if (n.depth == 3 && !rill_fdt_number(&n, "reg", &id))
            id = UINT64_MAX;
        if (n.depth != 4 ||
            !rill_fdt_says(&n, "compatible", "riscv,cpu-intc") ||
            !rill_fdt_cell(&n, "phandle", 0, &intc))
            continue;
        for (unsigned i = 0; i < harts; i++)
            if (ids[i] == id)
                found[i] = context_of(plic, intc);
    }
    for (unsigned i = 0; i < RILL_HARTS; i++)
        contexts[i] = found[i];
    rill_board.irqs.contexts = contexts;
}

/* What is written is right at any moment: another hart may look meanwhile. */
static void take_from_tree(void)
{
    struct rill_irqs_dev *irqs = &rill_board.irqs;
    struct rill_fdt_range range;
    struct rill_fdt_node n;
    uint32_t sources;

    rill_fdt_start(&n);
    if (!rill_fdt_next(&n))
        return; /* no tree: what the folder says */
    rill_platform.irqs = RILL_BY_TREE;
    if ((rill_fdt_find(&n, "sifive,plic-1.0.0", 0) ||
         rill_fdt_find(&n, "riscv,plic0", 0)) &&
        rill_fdt_reg(&n, 0, &range) && range.base <= UINTPTR_MAX &&
        rill_fdt_cell(&n, "riscv,ndev", 0, &sources)) {
        find_contexts(&n);
        irqs->sources = sources;
        irqs->base = (uintptr_t)range.base;
    } else {
        irqs->base = 0;
    }
}

void rill_platform_irqs(void)
{
    static bool known;
    int forced = rill_platform_force.find
                     ? rill_platform_force.find(RILL_FORCE_IRQS)
                     : -1;

    if (known)
        return;
    if (forced < 0) {
        take_from_tree();
    } else {
        rill_platform.irqs = RILL_BY_FORCE;
        if (forced)
            rill_board.irqs.base = 0;
    }
    known = true;
}
