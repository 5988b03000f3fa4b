/* tp points into memory, but to no task. Where the trap then looks for the stack's bottom there
 * is no memory, so the second of the trap's loads faults. */
// boards: virt,virt32,virt-s
// expect-status: 139
// expect-out: ^before$
// expect-out: ^rill: fault inside a trap handler: load (access|page) fault at address 0x
// expect-out: ^rill: stopped with status 139$
#include <stdio.h>

#include "alarm_awaited.h"
#include "lost_tp.h"

static uintptr_t no_task[64] __attribute__((aligned(16)));

static int loses(void *arg)
{
    for (size_t i = 0; i < 64; i++)
        no_task[i] = FORBIDDEN;
    alarm_is_set();
    LOSE_TP(no_task + 32);
    return arg != NULL;
}

int main(void)
{
    puts("before");
    rill_go(loses, NULL);
    rill_sleep_ns(RILL_S);
    return 1;
}
