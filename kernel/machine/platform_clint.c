/* kernel/machine/platform_clint.c -- a hart's timer and software interrupt, in the device tree. A
 * CLINT is one device for timers and software interrupts; an ACLINT is a device for each.
 *
 *     clint: interrupts-extended = <&intc0 3  &intc0 7  &intc1 3  &intc1 7 ..>
 *            line                          0         0         1         1
 *     cpu@0: interrupt-controller (&intc0)
 *
 * A hart's line says which registers are the hart's. The line is the place of the hart's own
 * controller among the pairs of one number in xcause (Linux, sifive,clint.yaml; RISC-V ACLINT
 * 1.0, 2.2 and 3.2). In a CLINT without that property, a hart's line is its id.
 *
 * A tree may have several such devices, each for other harts. We take no register that lies
 * outside the device's reg, beyond this hart's addresses, or in a device at address 0.
 * Layout: SiFive FU540-C000 manual, chapter "Core-Local Interruptor".
 */
#include <stddef.h>
#include <port/board.h>
#include "fdt.h"
#include "platform.h"

#define MTIMECMP 0x4000u
#define MTIME    0xbff8u

#define SOFT  3u /* in mcause, as these devices interrupt M-mode */
#define TIMER 7u

static const struct kind {
    const char *compatible;
    uint8_t reg_mtime, reg_mtimecmp, reg_msip; /* an entry of reg, from 1 */
    uint16_t mtime, mtimecmp;                  /* offsets in that entry */
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

/* The address of `bytes` bytes at `offset` in an entry of reg; 0: the entry is too short. */
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

/* Note what this node has for that hart: the clock and the comparator together or not at all,
 * and msip. */
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
        n = 1; /* so that gcc knows it */
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
