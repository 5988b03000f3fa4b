/* board/dev/irqs_none.c -- no interrupt controller, for boards with an irqs.base of 0:
 * rill_irq_attach returns -ENODEV, and nothing calls these. */
#include <port/board.h>

uintptr_t rill_irqs_start(uintptr_t base, unsigned context, unsigned sources)
{
    (void)base, (void)context, (void)sources;
    return 0;
}

void rill_irqs_let(uintptr_t base, unsigned context, unsigned source,
                   unsigned priority)
{
    (void)base, (void)context, (void)source, (void)priority;
}

void rill_irqs_free(uintptr_t base, unsigned context, unsigned source)
{
    (void)base, (void)context, (void)source;
}

unsigned rill_irqs_above(uintptr_t base, unsigned context, unsigned priority)
{
    (void)base, (void)context, (void)priority;
    return 0;
}

uintptr_t rill_irqs_claim(uintptr_t door)
{
    (void)door;
    return 0;
}

void rill_irqs_complete(uintptr_t door, uintptr_t source)
{
    (void)door, (void)source;
}
