/* board/dev/irqs_none.c -- no interrupt controller, for boards whose irqs.base is 0:
 * rill_irq_attach says -ENODEV, and nobody calls these. */
#include <port/board.h>

void rill_irqs_start(unsigned context)
{
    (void)context;
}

void rill_irqs_let(unsigned context, unsigned source, bool on)
{
    (void)context, (void)source, (void)on;
}

unsigned rill_irqs_claim(unsigned context)
{
    (void)context;
    return 0;
}

void rill_irqs_complete(unsigned context, unsigned source)
{
    (void)context, (void)source;
}
