/* What has overflowed its stack does not come out of rill_catch_fault. */
// boards: virt
// expect-status: 139
// expect-out: ^rill: fault: load access fault at address 0x8 \(cause 5\)$
// expect-out: OVERFLOWED
// reject-out: survived
#include <stdio.h>

#include <rill/rill.h>

static void dig(void *arg)
{
    int *volatile nowhere = (int *)8;
    uintptr_t low, high;

    rill_stack_bounds(&low, &high);
    *(volatile uintptr_t *)low = 1;
    *(int *)arg = *nowhere;
}

int main(void)
{
    int got;

    rill_catch_fault(dig, &got, NULL);
    puts("survived");
    return 0;
}
