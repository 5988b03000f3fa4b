/* board/dev/semihost.c -- one semihosting call.
 *
 * Without a debugger the ebreak is an exception like any other. So for this one
 * instruction the trap vector is our own, which steps behind it with "absent"
 * as the answer. Interrupts are off meanwhile: they would go there too.
 */
#include <port/hart.h>
#include "semihost.h"

/* The three instructions are never compressed and share a cache line, as the
 * spec (RISC-V Semihosting 0.4) demands. A trap clears nothing we need: xepc is
 * not wanted back, and interrupts were off before. */
intptr_t rill_semihost(uintptr_t operation, void *block)
{
    register uintptr_t a0 __asm__("a0") = operation;
    register void *a1 __asm__("a1") = block;
    uintptr_t vector, status = rill_irq_off();

    /* clang-format off */
    __asm__ volatile(
        "la %[v], 1f\n\t"
        "csrrw %[v], " RILL_STR(XTVEC) ", %[v]\n\t"
        "j 2f\n\t"
        ".balign 16\n"
        "2:\n\t"
        ".option push\n\t"
        ".option norvc\n\t"
        "slli x0, x0, 0x1f\n\t"
        "ebreak\n\t"
        "srai x0, x0, 7\n\t"
        ".option pop\n\t"
        "j 3f\n\t"
        ".balign 4\n"
        "1:\n\t"
        "li a0, -2\n"
        "3:\n\t"
        "csrw " RILL_STR(XTVEC) ", %[v]"
        : "+r"(a0), [v] "=&r"(vector)
        : "r"(a1)
        : "memory");
    /* clang-format on */
    rill_irq_restore(status);
    return (intptr_t)a0;
}
