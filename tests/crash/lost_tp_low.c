/* tp is in memory, but no task's, and where the bottom of its stack would be said to be,
 * nothing is: the second of the trap's loads faults. */
// boards: virt,virt32,virt-s
// expect-status: 139
// expect-out: ^before$
// expect-out: ^rill: fault inside a trap handler: load access fault at address 0x
// expect-out: ^rill: stopped with status 139$
#include <stdio.h>

#include <rill/rill.h>

#include "../mode.h"

static uintptr_t no_task[64] __attribute__((aligned(16)));

static int loses(void *arg)
{
    for (size_t i = 0; i < 64; i++)
        no_task[i] = FORBIDDEN;
    __asm__ volatile("mv tp, %0\n"
                     "1: j 1b"
                     :
                     : "r"(no_task + 32)
                     : "memory");
    return arg != NULL;
}

static struct rill_timer timer;

int main(void)
{
    puts("before");
    rill_timer_set(&timer, rill_after_ns(RILL_S / 20), 0);
    rill_go(loses, NULL);
    rill_sleep_ns(RILL_S);
    return 1;
}
