/* kernel/irq/platform_irqs.c -- the interrupt controllers of the device tree, and each hart's
 * context of them. Linked into programs that use interrupts of devices.
 *
 *     plic: interrupts-extended = <&intc0 11  &intc0 9  &intc1 11 ..>
 *              context              0          1         2
 *     cpu@0: interrupt-controller (&intc0)
 *
 * A context's number is the place of a pair in the list: a hart's own controller, and the number
 * in xcause that the context interrupts with (Linux, sifive,plic-1.0.0.yaml). Ours is the pair
 * with the number of our mode. A machine of several sockets has a PLIC in each, with other harts
 * in its list; a hart uses the first PLIC that names it.
 *
 * A PLIC has at most 1,023 sources and 15,872 contexts, with a block of registers for each
 * context (RISC-V PLIC specification 1.0.0, "Memory Map"). We do not use a node that breaks
 * these limits, and the console says so: a write to registers that are not there is worse than
 * no interrupts.
 */
#include <rill/irq.h>
#include <port/board.h>
#include <port/hart.h>
#include <port/lock.h>
#include "fdt.h"
#include "harts.h"
#include "platform.h"
#include "print.h"

#define MOST_SOURCES  1023u
#define MOST_CONTEXTS 15872
#define CONTEXTS      0x200000u /* where their registers begin, */
#define CONTEXT_BYTES 0x1000u   /* and how many bytes each has */

static struct rill_irqs_at of[RILL_HARTS];

/* What is wrong with this PLIC's node; NULL: nothing. */
static const char *fault_of(const struct rill_fdt_node *n,
                            struct rill_fdt_range *r, uint32_t *sources)
{
    if (!rill_fdt_reg(n, 0, r) || !r->base || r->base % 4 ||
        r->base > UINTPTR_MAX || r->bytes > UINTPTR_MAX - r->base)
        return "no reg that this hart can use";
    if (!rill_fdt_cell(n, "riscv,ndev", 0, sources))
        return "no riscv,ndev";
    return *sources > MOST_SOURCES ? "a riscv,ndev of more than 1023 sources"
                                   : NULL;
}

/* With interrupts off, because then the write does not wait for a ring
 * (kernel/console/rings.c): the console's own first write may have called us. */
static void say(const char *name, const char *fault)
{
    uintptr_t on = rill_irq_off();

    rill_print("rill: the PLIC %s of the device tree has %s: it is not used\n",
               name, fault);
    rill_irq_restore(on);
}

static void take(const struct rill_fdt_node *n, unsigned controller,
                 const uint32_t *intcs, unsigned harts)
{
    struct rill_fdt_range r;
    uint32_t sources;
    const char *fault = fault_of(n, &r, &sources);

    for (unsigned i = 0; !fault && i < harts; i++) {
        int context = rill_platform_line(n, intcs[i], XCAUSE_EXT, false);

        if (context < 0 || of[i].base)
            continue;
        if (context >= MOST_CONTEXTS ||
            CONTEXTS + CONTEXT_BYTES * ((uint64_t)context + 1) > r.bytes)
            fault = "a reg that is too short for its contexts";
        else
            of[i] = (struct rill_irqs_at){.base = (uintptr_t)r.base,
                                          .context = (uint16_t)context,
                                          .sources = (uint16_t)sources,
                                          .controller = (uint16_t)controller};
    }
    if (fault)
        say(n->name, fault);
}

/* Rill found the console before it knew the controllers, so its number may be wrong. */
static void number_console(void)
{
    struct rill_console *c = &rill_platform_console;
    struct rill_fdt_range r;
    struct rill_fdt_node n;

    rill_fdt_start(&n);
    while (c->irq && rill_fdt_next(&n))
        if (rill_fdt_says(&n, "compatible", c->compatible) &&
            rill_fdt_works(&n) && rill_fdt_reg(&n, 0, &r) &&
            r.base == c->base) {
            unsigned number = rill_platform_number(&n);

            c->irq = number <= UINT16_MAX ? (uint16_t)number : 0;
            return;
        }
}

static void take_from_tree(void)
{
    struct rill_irqs_dev *irqs = &rill_board.irqs;
    uintptr_t ids[RILL_HARTS];
    uint32_t intcs[RILL_HARTS];
    unsigned harts = rill_harts_ids(ids), controller = 0;
    struct rill_fdt_node n;

    rill_fdt_start(&n);
    if (!rill_fdt_next(&n))
        return; /* no tree: what the folder says */
    rill_platform.irqs = RILL_BY_TREE;
    rill_platform_cpus(&n);
    rill_platform_intcs(&n, ids, harts, intcs);
    rill_fdt_start(&n);
    while (rill_fdt_next(&n))
        if (rill_platform_is_plic(&n) && controller <= RILL_PLICS_MOST)
            take(&n, controller++, intcs, harts);
    irqs->base = 0;
    for (unsigned i = 0; i < harts; i++)
        irqs->base |= of[i].base;
    irqs->of = of;
    number_console();
}

static void find_controllers(void)
{
    int forced = rill_platform_force.find
                     ? rill_platform_force.find(RILL_FORCE_IRQS)
                     : -1;

    if (forced < 0) {
        take_from_tree();
        return;
    }
    rill_platform.irqs = RILL_BY_FORCE;
    if (forced)
        rill_board.irqs.base = 0;
}

void rill_platform_irqs(void)
{
    static struct rill_lock lock;
    static bool known;

    rill_lock_take(&lock);
    if (!known)
        find_controllers();
    known = true;
    rill_lock_drop(&lock);
}
