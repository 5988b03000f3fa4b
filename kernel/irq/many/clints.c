/* kernel/irq/many/clints.c -- a machine with many harts may have many CLINTs, one in each socket.
 *
 *     clint@2000000: interrupts-extended = <&intc0 3  &intc0 7  &intc1 3  &intc1 7>
 *     clint@2010000: interrupts-extended = <&intc2 3  &intc2 7  &intc3 3  &intc3 7>
 *
 * Most machines have one CLINT, where the board's folder says, with its registers in a row by
 * the harts' ids. Then this file changes nothing, and a driver computes a register's address
 * from the hart's id. On other machines each hart has an entry in a table, by its id, because
 * the id is all that a driver in a trap knows.
 */
#include <stddef.h>
#include <port/board.h>
#include "clints.h"
#include "fdt.h"
#include "platform.h"
#include "print.h"

#define NOT_SERVED "is served by no CLINT"

static struct rill_hart_place places[RILL_HARTS];

static void enter(uintptr_t id, const struct rill_clint *c)
{
    uintptr_t i = id % RILL_HARTS;

    while (places[i].mtimecmp)
        i = (i + 1) % RILL_HARTS;
    places[i] = (struct rill_hart_place){id, c->msip, c->mtimecmp};
}

/* Are the hart's registers where the folder's row, or the boot hart's clock, puts them? */
static bool is_in_row(uintptr_t id, const struct rill_clint *c)
{
    return c->mtimecmp == rill_board.timer.mtimecmp + 8 * id &&
           c->msip == rill_board.ipi->msip + 4 * id;
}

/* Why the hart with these registers cannot run tasks; NULL: it can. */
static const char *fault_of(const struct rill_clint *c)
{
    if (!c->mtimecmp)
        return NOT_SERVED;
    if (!c->msip)
        return "has a CLINT that cannot interrupt it";
    if (!rill_clint_answers(c))
        return "has a CLINT that does not answer";
    if (c->mtime != rill_board.timer.mtime && !rill_clock_agree(c->mtime))
        return "has a clock of its own, which cannot be set";
    return NULL;
}

static bool has_one_of_ours(uintptr_t base, unsigned lines)
{
    for (unsigned i = 0; i < RILL_HARTS; i++)
        if (places[i].mtimecmp && places[i].msip - base < 4 * lines)
            return true;
    return false;
}

/* Clear the pending software interrupts in each device that serves one of our harts, also
 * those of harts that we do not start. These devices have answered already. */
static void quiet(void)
{
    struct rill_fdt_range r;
    struct rill_fdt_node n;
    unsigned lines;

    rill_fdt_start(&n);
    while (rill_fdt_next(&n)) {
        lines = rill_platform_soft_lines(&n);
        if (lines && rill_fdt_reg(&n, 0, &r) &&
            has_one_of_ours((uintptr_t)r.base, lines))
            rill_ipi_quiet((uintptr_t)r.base, lines);
    }
}

static void leave_out(uintptr_t id, const char *fault)
{
    rill_print("rill: hart %lu of the device tree %s: it does not run tasks\n",
               (unsigned long)id, fault);
}

/* As the board's folder says: all harts in one row. */
static unsigned serve_in_row(uintptr_t *ids, unsigned n)
{
    unsigned served = 0;

    for (unsigned i = 0; i < n; i++)
        if (ids[i] < RILL_CLINT_LINES)
            ids[served++] = ids[i];
        else
            leave_out(ids[i], NOT_SERVED);
    return served;
}

unsigned rill_clints_serve(uintptr_t *ids, unsigned n)
{
    struct rill_clint of[RILL_HARTS];
    struct rill_fdt_node cpus;
    unsigned served = 0;
    bool in_row = true;

    if (rill_platform.timer != RILL_BY_TREE)
        return serve_in_row(ids, n);
    rill_platform_cpus(&cpus);
    rill_platform_clints(&cpus, ids, n, of);
    for (unsigned i = 0; i < n; i++) {
        const char *fault = fault_of(&of[i]);

        if (fault) {
            leave_out(ids[i], fault);
            continue;
        }
        enter(ids[i], &of[i]);
        in_row &= is_in_row(ids[i], &of[i]);
        ids[served++] = ids[i];
    }
    if (!in_row)
        rill_board.timer.places = places;
    quiet();
    return served;
}
