/* A panic has left a rill_catch_fault, which must not catch later faults. */
// expect-status: 139
// expect-out: ^left$
// expect-out: ^rill: fault: load (access fault at address 0x8 \(cause 5\)|page fault at address 0x8 \(cause 13\)): a read of the null page$
#include <stdio.h>

#include <rill/rill.h>

static void panics(void *arg)
{
    (void)arg;
    rill_panic("out of it");
}

static void catches(void *arg)
{
    rill_catch_fault(panics, arg, NULL);
}

int main(void)
{
    int *volatile nowhere = (int *)8;

    if (rill_try(catches, NULL, NULL))
        puts("left");
    return *(volatile int *)nowhere;
}
