/* A program detaches a record that is not attached. */
// expect-status: 134
// expect-out: ^rill: panic: rill_irq_detach: the record at 0x[0-9a-f]+ is not attached$
#include <rill/rill.h>

static struct rill_irq irq;

int main(void)
{
    rill_irq_detach(&irq);
    return 0;
}
