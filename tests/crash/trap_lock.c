/* A call for tasks in a trap handler: the machine stops, and says which. */
// expect-status: 134
// expect-out: ^rill: panic: rill_mutex_lock was called from a trap handler, which must not block
#include <rill/rill.h>

static struct rill_mutex m;

/* As boot/trap.S enters one: tp is the hart, mscratch 0, no interrupts. */
int main(void)
{
    __asm__ volatile("csrci mstatus, 8\n\t"
                     "csrrw tp, mscratch, zero" ::
                         : "memory");
    return rill_mutex_lock(&m, RILL_FOREVER);
}
