/* board/dev/plic.c -- a platform-level interrupt controller.
 * Layout: RISC-V PLIC specification 1.0.0, "Memory Map": 32 bits each.
 *
 *   0x000000 + 4 * source                 priority, 0: never
 *   0x002000 + 0x80 * context + 4 * word  enabled, a bit a source
 *   0x200000 + 0x1000 * context           threshold: above it interrupts
 *   0x200004 + 0x1000 * context           read: claim; write: complete
 *
 * The driver silences a source by its priority, and leaves it enabled. The PLIC ignores
 * a completion of a source that is not enabled, and such a source never interrupts
 * again ("Interrupt Completion"). So a caller that silences a source need not know
 * whether its handler runs. rill_irqs_free is for a caller that knows that no handler
 * runs.
 */
#include <port/board.h>
#include "mmio.h"

#define ENABLES         0x2000u
#define ENABLES_BYTES   0x80u
#define THRESHOLD       0x200000u
#define CLAIM           0x200004u
#define THRESHOLD_BYTES 0x1000u

/* Clear the old bits of another program, or of our loader. When `sources` is a multiple
 * of 32, the last source's bit stays: QEMU 7.2 counts source 0 in its device tree, and
 * has no word for the last one. If that source interrupts, no record has it, and the
 * kernel silences it. */
uintptr_t rill_irqs_start(uintptr_t base, unsigned context, unsigned sources)
{
    uintptr_t enables = base + ENABLES + ENABLES_BYTES * context;

    for (unsigned source = 0; source < sources; source += 32)
        mmio_write32(enables + source / 8, 0);
    mmio_write32(base + THRESHOLD + THRESHOLD_BYTES * context, 0);
    return base + CLAIM + THRESHOLD_BYTES * context;
}

static uintptr_t enables_of(uintptr_t base, unsigned context, unsigned source)
{
    return base + ENABLES + ENABLES_BYTES * context + source / 32 * 4;
}

/* The machine decides how many priorities there are ("Interrupt Priorities"), and stores
 * one that it lacks as another. Writing all ones shows the highest. */
static void set_priority(uintptr_t at, unsigned priority)
{
    mmio_write32(at, priority);
    if (priority && mmio_read32(at) != priority)
        mmio_write32(at, UINT32_MAX);
}

void rill_irqs_let(uintptr_t base, unsigned context, unsigned source,
                   unsigned priority)
{
    uintptr_t word = enables_of(base, context, source);

    set_priority(base + 4 * source, priority);
    if (priority)
        mmio_write32(word, mmio_read32(word) | 1u << source % 32);
}

unsigned rill_irqs_above(uintptr_t base, unsigned context, unsigned priority)
{
    uintptr_t at = base + THRESHOLD + THRESHOLD_BYTES * context;
    unsigned was = mmio_read32(at);

    set_priority(at, priority);
    return was;
}

void rill_irqs_free(uintptr_t base, unsigned context, unsigned source)
{
    uintptr_t word = enables_of(base, context, source);

    mmio_write32(word, mmio_read32(word) & ~(1u << source % 32));
}

/* The handler looks at the device after this. */
uintptr_t rill_irqs_claim(uintptr_t door)
{
    return mmio_read32_first(door);
}

/* The handler has served the device before this, or it would interrupt once more. */
void rill_irqs_complete(uintptr_t door, uintptr_t source)
{
    mmio_write32_last(door, (uint32_t)source);
}
