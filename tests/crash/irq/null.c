/* A program attaches a record that has no function. */
// expect-status: 134
// expect-out: ^rill: panic: rill_irq_attach: the record at 0x[0-9a-f]+ has no function$
#include <rill/rill.h>

static struct rill_irq irq;

int main(void)
{
    rill_irq_attach(&irq, 1);
    return 0;
}
