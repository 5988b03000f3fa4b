/* kernel/machine/platform_clint.c -- the timer and the software interrupts of a hart, in the device
 * tree: a CLINT has both, an ACLINT each in a device of its own.
 *
 *     clint: interrupts-extended = <&intc0 3  &intc0 7  &intc1 3  &intc1 7 ..>
 *            line                          0         0         1         1
 *     cpu@0: interrupt-controller (&intc0)
 *
 * A hart's registers are those of its line: its own controller's place among those that are
 * named with the same number in xcause (Linux, sifive,clint.yaml; RISC-V ACLINT 1.0, 2.2 and
 * 3.2). A CLINT without that property has lines by the harts' ids.
 *
 * There may be several, each for other harts. What is too short for the line, not to
 * be reached by this hart's addresses, or at 0, is not there.
 * Layout: SiFive FU540-C000 manual, chapter "Core-Local Interruptor".
 */
#include <stddef.h>
#include <port/board.h>
#include "fdt.h"
#include "platform.h"

#define MTIMECMP 0x4000u
#define MTIME    0xbff8u

#define SOFT  3u /* in mcause: of M-mode, as these devices are */
#define TIMER 7u

static const struct kind {
    const char *compatible;
    uint8_t reg_mtime, reg_mtimecmp, reg_msip; /* which entry of reg, and 1 */
    uint16_t mtime, mtimecmp;                  /* how far into it */
} kinds[] = {
    {"riscv,clint0", 1, 1, 1, MTIME, MTIMECMP},
    {"sifive,clint0", 1, 1, 1, MTIME, MTIMECMP},
    {"riscv,aclint-mtimer", 1, 2, 0, 0, 0},
    {"riscv,aclint-mswi", 0, 0, 1, 0, 0},
};
#define KINDS (sizeof kinds / sizeof *kinds)

int rill_platform_line(const struct rill_fdt_node *n, uint32_t intc,
                       uint32_t cause, bool of_cause)
{
    size_t bytes;
    const char *list = rill_fdt_get(n, "interrupts-extended", &bytes);
    int line = 0;

    for (; bytes >= 8 && intc; bytes -= 8, list += 8) {
        bool same = rill_fdt_word(list + 4) == cause;

        if (same && rill_fdt_word(list) == intc)
            return line;
        line += same || !of_cause;
    }
    return -1;
}

bool rill_platform_cpus(struct rill_fdt_node *n)
{
    bool found = rill_fdt_path(n, "/cpus", sizeof "/cpus");

    if (!found)
        rill_fdt_start(n);
    return found;
}

void rill_platform_intcs(struct rill_fdt_node *cpus, const uintptr_t *ids,
                         unsigned n, uint32_t *intcs)
{
    uint64_t id = UINT64_MAX;
    uint32_t intc;

    for (unsigned i = 0; i < n; i++)
        intcs[i] = 0;
    while (rill_fdt_next(cpus) && cpus->depth > 2) {
        if (cpus->depth == 3 && !rill_fdt_number(cpus, "reg", &id))
            id = UINT64_MAX;
        if (cpus->depth != 4 ||
            !rill_fdt_says(cpus, "compatible", "riscv,cpu-intc") ||
            !rill_fdt_cell(cpus, "phandle", 0, &intc))
            continue;
        for (unsigned i = 0; i < n; i++)
            if (ids[i] == id)
                intcs[i] = intc;
    }
}

static bool interrupts_harts(const struct rill_fdt_node *n)
{
    for (const struct kind *k = kinds; k < kinds + KINDS; k++)
        if (k->reg_msip && rill_fdt_says(n, "compatible", k->compatible))
            return rill_fdt_works(n);
    return false;
}

unsigned rill_platform_soft_lines(const struct rill_fdt_node *n)
{
    size_t bytes;
    const char *list = rill_fdt_get(n, "interrupts-extended", &bytes);
    unsigned lines = 0;

    if (!interrupts_harts(n))
        return 0;
    for (; bytes >= 8 && lines < RILL_CLINT_LINES; bytes -= 8, list += 8)
        lines += rill_fdt_word(list + 4) == SOFT;
    return lines;
}

/* So many bytes at `offset` of an entry of reg; 0: it has them not. */
static uintptr_t in_reg(const struct rill_fdt_node *n, unsigned entry,
                        uint64_t offset, unsigned bytes)
{
    struct rill_fdt_range r;

    return rill_fdt_reg(n, entry - 1, &r) && r.base &&
                   r.base <= UINTPTR_MAX - offset &&
                   offset + bytes <= r.bytes && r.base % 4 == 0
               ? (uintptr_t)(r.base + offset)
               : 0;
}

static int line_of(const struct rill_fdt_node *n, uintptr_t id, uint32_t intc,
                   uint32_t cause)
{
    size_t bytes;
    int line = rill_fdt_get(n, "interrupts-extended", &bytes)
                   ? rill_platform_line(n, intc, cause, true)
               : id < RILL_CLINT_LINES ? (int)id
                                       : -1;

    return line < RILL_CLINT_LINES ? line : -1;
}

/* What this node has of that hart: a clock and a comparator, or neither. */
static void take(const struct rill_fdt_node *n, const struct kind *k,
                 uintptr_t id, uint32_t intc, struct rill_clint *c)
{
    uintptr_t mtime, mtimecmp;
    int line;

    if (k->reg_mtime && !c->mtimecmp &&
        (line = line_of(n, id, intc, TIMER)) >= 0) {
        mtime = in_reg(n, k->reg_mtime, k->mtime, 8);
        mtimecmp = in_reg(n, k->reg_mtimecmp,
                          k->mtimecmp + 8 * (uint64_t)(unsigned)line, 8);
        if (mtime && mtimecmp) {
            c->mtime = mtime;
            c->mtimecmp = mtimecmp;
        }
    }
    if (k->reg_msip && !c->msip && (line = line_of(n, id, intc, SOFT)) >= 0)
        c->msip = in_reg(n, k->reg_msip, 4 * (uint64_t)(unsigned)line, 4);
}

static bool is_whole(const struct rill_clint *of, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (!of[i].mtimecmp || (RILL_HARTS > 1 && !of[i].msip))
            return false;
    return true;
}

bool rill_platform_clints(struct rill_fdt_node *cpus, const uintptr_t *ids,
                          unsigned n, struct rill_clint *of)
{
    uint32_t intcs[RILL_HARTS];
    struct rill_fdt_node at;
    bool any = false;

    if (RILL_HARTS == 1)
        n = 1; /* as gcc is to know */
    for (unsigned i = 0; i < n; i++)
        of[i] = (struct rill_clint){0, 0, 0};
    rill_platform_intcs(cpus, ids, n, intcs);
    for (const struct kind *k = kinds; k < kinds + KINDS; k++) {
        if (is_whole(of, n))
            break;
        rill_fdt_start(&at);
        while (rill_fdt_next(&at)) {
            if (!rill_fdt_says(&at, "compatible", k->compatible) ||
                !rill_fdt_works(&at))
                continue;
            any = true;
            for (unsigned i = 0; i < n; i++)
                take(&at, k, ids[i], intcs[i], &of[i]);
        }
    }
    return any;
}
