// make: APP_LDFLAGS=-Wl,--wrap=rill_hart_start
/* boot/harts_stale.c -- firmware starts each hart with the address and the argument of an earlier
 * call: OpenSBI 1.1 lets a hart go before it has written those of this call (lib/sbi/sbi_hsm.c,
 * sbi_hsm_hart_start). So the hart begins where the firmware began the first hart, at rill_start,
 * with that hart's device tree for an argument. Each hart must come all the same, and the first
 * hart's memory must be as it was. */
#include <rill/rill.h>

#include "../tap.h"

#define TREE 0x82200000u /* where OpenSBI has put it on virt */

/* As in board/dev/roll.h and include/port/frame.h: id, hart, word, and nothing. */
extern uintptr_t rill_roll[][4];
#define CALLED 0x52494c4c

/* As in include/port/board.h. */
struct rill_hart;
bool __wrap_rill_hart_start(uintptr_t id, struct rill_hart *hart,
                            unsigned number);

/* SBI 1.0, chapter 9, hart_start. */
static long hart_start(uintptr_t id, uintptr_t at, uintptr_t argument)
{
    register uintptr_t a0 __asm__("a0") = id;
    register uintptr_t a1 __asm__("a1") = at;
    register uintptr_t a2 __asm__("a2") = argument;
    register uintptr_t a6 __asm__("a6") = 0;
    register uintptr_t a7 __asm__("a7") = 0x48534d;

    __asm__ volatile("fence rw, ow\n\tecall"
                     : "+r"(a0), "+r"(a1)
                     : "r"(a2), "r"(a6), "r"(a7)
                     : "memory");
    return (long)a0;
}

static unsigned started; /* in .bss: a second clearing would show */

bool __wrap_rill_hart_start(uintptr_t id, struct rill_hart *hart,
                            unsigned number)
{
    extern char rill_start[];

    rill_roll[number][0] = id;
    rill_roll[number][1] = (uintptr_t)hart;
    rill_roll[number][2] = CALLED;
    started++;
    return !hart_start(id, (uintptr_t)rill_start, TREE);
}

int main(void)
{
    plan(5);
    is((long)rill_hart_count(), 4, "there are four harts");
    for (unsigned i = 1; i < 4; i++) {
        rill_pin((int)i);
        is((long)rill_hart(), i, "a hart has come, and runs this task");
    }
    is((long)started, 3, "the first hart's memory is as it was");
    return done();
}
