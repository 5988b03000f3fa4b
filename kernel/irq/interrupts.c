/* kernel/irq/interrupts.c -- what the shim may do to them (port/image.h). */
#include <port/hart.h>
#include <port/image.h>

uintptr_t rill_interrupts_off(void)
{
    return rill_irq_off();
}

void rill_interrupts_restore(uintptr_t were)
{
    rill_irq_restore(were);
}
