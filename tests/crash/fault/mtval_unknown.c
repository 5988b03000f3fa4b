// make: APP_LDFLAGS=-Wl,--wrap=rill_trap_exception
/* On a hart with an mtval that is always 0, code outside the image's text faults: the report
 * gives no address, and does not say that it was 0. (On a hart that guards memory no such code
 * runs.) */
// boards: virt
// qemu: -cpu rv64,pmp=false
// expect-status: 139
// expect-out: ^rill: fault: load access fault \(cause 5\)$
#include <rill/rill.h>

/* As in kernel/fault/trap.h. */
struct frame {
    uintptr_t x[32], status, cause, addr, unknown;
};

void __real_rill_trap_exception(struct frame *f, void *h);
void __wrap_rill_trap_exception(struct frame *f, void *h);
void __wrap_rill_trap_exception(struct frame *f, void *h)
{
    f->addr = 0;
    __real_rill_trap_exception(f, h);
}

static uint32_t code[] = {0x00052503, 0x00008067}; /* lw a0, 0(a0); ret */

int main(void)
{
    __asm__ volatile("fence.i" : : : "memory");
    return ((int (*)(const void *))(uintptr_t)code)((void *)0x50000);
}
