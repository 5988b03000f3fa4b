/* The report of a fault is complete after the deferred calls have run. */
// expect-status: 139
// expect-out: ^deferred$
// expect-out: ^rill: fault: load (access fault at address 0x8 \(cause 5\)|page fault at address 0x8 \(cause 13\)): a read of the null page$
// expect-out: ^  pc      0x[0-9a-f]+  in task "main" on hart
// expect-out: ^  stack   0x[0-9a-f]+\.\.0x[0-9a-f]+, sp 0x[0-9a-f]+, \d+ of \d+ bytes in use$
// expect-out: ^  ra 0x[0-9a-f]+  sp 0x
// expect-out: ^rill: stopped with status 139$
#include <stdio.h>

#include <rill/rill.h>

static void say(void *text)
{
    puts(text);
}

int main(void)
{
    volatile int *volatile nowhere = (int *)8;

    RILL_DEFER(say, "deferred");
    return *nowhere;
}
