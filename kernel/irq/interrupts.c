/* kernel/irq/interrupts.c -- interrupts off and on, for the shim (port/image.h). */
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
