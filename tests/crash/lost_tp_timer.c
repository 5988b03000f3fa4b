/* tp is no address of memory when the timer's interrupt comes: the trap looks for the task's
 * stack by it, and that faults. There is a report, and an end, as of any fault in a trap. */
// boards: virt,virt32,hifive1,virt-s
// expect-status: 139
// expect-out: ^before$
// expect-out: ^rill: fault inside a trap handler: load access fault at address 0x
// expect-out: ^  pc      0x[0-9a-f]+  in a trap handler on hart \d+$
// expect-out: ^rill: stopped with status 139$
#include <stdio.h>

#include <rill/rill.h>

#include "../mode.h"

static int loses(void *arg)
{
    __asm__ volatile("mv tp, %0\n"
                     "1: j 1b"
                     :
                     : "r"(FORBIDDEN));
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
