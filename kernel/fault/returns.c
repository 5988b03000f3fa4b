/* kernel/fault/returns.c -- words of a stack that look like return addresses. For reports:
 * report.c says why they are looked for. */
#include <port/image.h>
#include "panic.h"

#define LOOKED_AT 4 /* the innermost may not be in the recursion */

static bool in_text(uintptr_t a)
{
    return a >= (uintptr_t)__text_start + 4 && a <= (uintptr_t)__text_end &&
           !(a & 1);
}

/* Does a call instruction end at a? RISC-V unprivileged spec, chapters 24 and 16: jal ra,
 * jalr ra, c.jalr, and on rv32 c.jal, the code of which is another instruction on rv64. */
static bool after_call(uintptr_t a)
{
    const uint16_t *h = (const uint16_t *)a;
    uint32_t wide = (uint32_t)h[-1] << 16 | h[-2];
    uint16_t narrow = h[-1];

    return (wide & 0xfff) == 0x0ef || (wide & 0xfff) == 0x0e7 ||
           ((narrow & 0xf07f) == 0x9002 && (narrow & 0x0f80)) ||
           (sizeof(long) == 4 && (narrow & 0xe003) == 0x2001);
}

bool rill_is_return(uintptr_t a)
{
    return in_text(a) && after_call(a);
}

static unsigned long count(uintptr_t word, const uintptr_t *from,
                           const uintptr_t *end)
{
    unsigned long n = 0;

    for (; from < end; from++)
        n += *from == word;
    return n;
}

unsigned long rill_return_most(const uintptr_t *at, const uintptr_t *end,
                               uintptr_t *which)
{
    unsigned long most = 0;

    *which = 0;
    for (int looked = 0; at < end && looked < LOOKED_AT; at++)
        if (rill_is_return(*at) && *at != *which) {
            unsigned long n = count(*at, at, end);

            looked++;
            if (n > most) {
                most = n;
                *which = *at;
            }
        }
    return most;
}
