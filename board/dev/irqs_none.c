/* board/dev/irqs_none.c -- no interrupt controller, for boards whose irqs.base is 0:
 * rill_irq_attach says -ENODEV, and nobody calls these. */
#include <port/board.h>

uintptr_t rill_irqs_start(unsigned context)
{
    (void)context;
    return 0;
}

void rill_irqs_let(unsigned context, unsigned source, bool on)
{
    (void)context, (void)source, (void)on;
}

void rill_irqs_free(unsigned context, unsigned source)
{
    (void)context, (void)source;
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
