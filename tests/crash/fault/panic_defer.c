/* Deferred calls run before the report of a panic that none of them recovers. */
// expect-status: 134
// expect-out: ^second$
// expect-out: ^first\nrill: panic: nobody recovers$
// expect-out: ^  at 0x[0-9a-f]+, sp 0x[0-9a-f]+$
// expect-out: ^rill: stopped with status 134$
#include <stdio.h>

#include <rill/rill.h>

static void say(void *text)
{
    puts(text);
}

int main(void)
{
    RILL_DEFER(say, "first");
    RILL_DEFER(say, "second");
    rill_panic("nobody recovers");
}
