/* After rill_catch_fault is over, a fault is fatal again. */
// expect-status: 139
// expect-out: ^caught$
// expect-out: ^rill: fault: load (access fault at address 0x8 \(cause 5\)|page fault at address 0x8 \(cause 13\)): a read of the null page$
// expect-out: ^rill: stopped with status 139$
#include <stdio.h>

#include <rill/rill.h>

static void load(void *arg)
{
    int *volatile from = arg;

    (void)*(volatile int *)from;
}

int main(void)
{
    struct rill_fault fault;

    if (rill_catch_fault(load, NULL, &fault))
        puts("caught");
    load((void *)8);
    return 0;
}
