/* tp is no address of memory when the timer interrupts: the trap looks for the task's stack by
 * tp, and faults. Rill reports and ends as for any fault in a trap. */
// boards: virt,virt32,hifive1,virt-s
// expect-status: 139
// expect-out: ^before$
// expect-out: ^rill: fault inside a trap handler: load (access|page) fault at address 0x
// expect-out: ^  pc      0x[0-9a-f]+  in a trap handler on hart \d+$
// expect-out: ^rill: stopped with status 139$
#include <stdio.h>

#include "alarm_awaited.h"
#include "lost_tp.h"

static int loses(void *arg)
{
    alarm_is_set();
    LOSE_TP(FORBIDDEN);
    return arg != NULL;
}

int main(void)
{
    puts("before");
    rill_go(loses, NULL);
    rill_sleep_ns(RILL_S);
    return 1;
}
