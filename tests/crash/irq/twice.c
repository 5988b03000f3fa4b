/* A program uses one record for two sources. */
// expect-status: 134
// expect-out: ^rill: panic: rill_irq_attach: the record at 0x[0-9a-f]+ is attached to source 1; detach it, or use another$
#include <rill/rill.h>

static bool handler(void *unused)
{
    (void)unused;
    return true;
}

static struct rill_irq irq = {.fn = handler};

int main(void)
{
    if (rill_irq_attach(&irq, 1))
        return 1;
    rill_irq_attach(&irq, 2);
    return 0;
}
