/* board/dev/semihost.c -- one semihosting call.
 *
 * Without a debugger the ebreak is an exception like any other. So the code tries it
 * (port/hart.h): the trap goes on behind the ebreak, with "absent" as the answer.
 */
#include <port/hart.h>
#include "semihost.h"

/* The three instructions are never compressed and share a cache line, as the spec
 * demands (RISC-V Semihosting 0.4). A trap here destroys nothing that we need: nothing
 * wants the old xepc, and interrupts were off before. */
intptr_t rill_semihost(uintptr_t operation, void *block)
{
    register uintptr_t a0 __asm__("a0") = operation;
    register void *a1 __asm__("a1") = block;
    uintptr_t vector, scratch, status = rill_irq_off();

    /* clang-format off */
    __asm__ volatile(
        RILL_TRY_BEGIN("1f")
        "j 2f\n"
        "1:\n\t"
        "li a0, -2\n\t"
        "j 3f\n\t"
        ".balign 16\n"
        "2:\n\t"
        ".option push\n\t"
        ".option norvc\n\t"
        "slli x0, x0, 0x1f\n\t"
        "ebreak\n\t"
        "srai x0, x0, 7\n\t"
        ".option pop\n"
        "3:\n\t"
        RILL_TRY_END
        : "+r"(a0), [vector] "=&r"(vector), [scratch] "=&r"(scratch)
        : "r"(a1)
        : "t0", "t1", "memory");
    /* clang-format on */
    rill_irq_restore(status);
    return (intptr_t)a0;
}
