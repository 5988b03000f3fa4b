/* kernel/fault/fault.c -- the address of a fault, on a hart that does not tell it.
 *
 * A hart may leave xtval 0 for every fault (privileged spec 1.12, 3.1.16), and some cores
 * do. Then every wild access would look like an access through NULL. So this file decodes
 * the instruction at pc and works the address out from the registers. When pc is not in the
 * image's text, the instruction is not read, because the read may fault; then the report
 * gives no address.
 * Encodings: unprivileged spec, chapters 2 (RV32I), 8 (A) and 16 (C).
 */
#include <port/hart.h>
#include <port/xlen.h>
#include <port/image.h>
#include "trap.h"

enum {
    JUMP_MISALIGNED,
    FETCH,
    ILLEGAL,
    BREAKPOINT,
    LOAD_MISALIGNED,
    STORE = 7,
    FETCH_PAGE = 12 /* and the pages of loads and stores: in S-mode */
};

/* The n bits of insn from bit `at` on, moved to bit `to`. */
#define BITS(insn, at, n, to) (((insn) >> (at) & ((1u << (n)) - 1)) << (to))

static bool whole(const struct rill_frame *f, uint32_t insn, uintptr_t *addr)
{
    unsigned base = insn >> 15 & 31;
    intptr_t offset;

    switch (insn & 0x7f) {
    case 0x03: /* loads, */
    case 0x07: /* of FP */
        offset = (int32_t)insn >> 20;
        break;
    case 0x23: /* stores, */
    case 0x27: /* of FP */
        offset = ((int32_t)insn >> 25) * 32 + (intptr_t)BITS(insn, 7, 5, 0);
        break;
    case 0x2f: /* atomics */
        offset = 0;
        break;
    default:
        return false;
    }
    *addr = (base ? f->x[base] : 0) + (uintptr_t)offset; /* x[0] is the pc */
    return true;
}

/* Where a compressed instruction has its offset: up to three pieces, each with its first bit,
 * its number of bits, and the bit where it goes. Each line is first for a word, then for a
 * double word. The lines: by a register; a load by sp; a store by sp. */
static const unsigned char fields[6][9] = {
    {10, 3, 3, 6, 1, 2, 5, 1, 6}, {10, 3, 3, 5, 2, 6},
    {12, 1, 5, 4, 3, 2, 2, 2, 6}, {12, 1, 5, 5, 2, 3, 2, 3, 6},
    {9, 4, 2, 7, 2, 6},           {10, 3, 3, 7, 3, 6},
};

/* Bit 2 of funct3 says whether it is a store; the two bits below say how wide it is. */
static bool compressed(const struct rill_frame *f, uint32_t insn,
                       uintptr_t *addr)
{
    unsigned funct3 = insn >> 13, wide = funct3 & 3, kind = 0, base;

    if (!wide || (insn & 3) == 1)
        return false;
    base = 8 + (insn >> 7 & 7);
    if (insn & 2) {
        base = 2;
        kind = funct3 & 4 ? 4 : 2;
    }
    kind += wide == 1 || (XLEN_BYTES == 8 && wide == 3);
    *addr = f->x[base];
    for (const unsigned char *b = fields[kind]; b < fields[kind] + 9; b += 3)
        *addr += BITS(insn, b[0], b[1], b[2]);
    return true;
}

/* A fault of a page comes from the same instruction as a fault of an access. */
static unsigned as_access(uintptr_t cause)
{
    if (!RILL_PAGED || cause < FETCH_PAGE)
        return (unsigned)cause;
    return cause == FETCH_PAGE ? FETCH : (unsigned)cause - FETCH_PAGE + 4;
}

static bool work_out(const struct rill_frame *f, uintptr_t *addr)
{
    unsigned cause = as_access(f->cause);
    const uint16_t *at = (const uint16_t *)f->x[0];
    uint32_t insn;

    *addr = f->x[0];
    if (cause == FETCH || cause == BREAKPOINT)
        return true;
    if (cause == JUMP_MISALIGNED || cause > STORE || f->x[0] & 1 ||
        f->x[0] < (uintptr_t)__text_start || f->x[0] >= (uintptr_t)__text_end)
        return false;
    insn = at[0];
    if ((insn & 3) == 3)
        insn |= (uint32_t)at[1] << 16;
    if (cause >= LOAD_MISALIGNED)
        return (insn & 3) == 3 ? whole(f, insn, addr)
                               : compressed(f, insn, addr);
    *addr = insn;
    return true;
}

void rill_fault_complete(struct rill_frame *f)
{
    uintptr_t addr = 0;

    f->unknown = !f->addr && !work_out(f, &addr);
    if (!f->addr && !f->unknown)
        f->addr = addr;
}
