/* The first task stops the machine, whatever the application chose. */
// expect-status: 134
// expect-out: ^deferred$
// expect-out: ^rill: panic: of main$
// expect-out: ^rill: stopped with status 134$
#include <stdio.h>

#include <rill/rill.h>

static void say(void *text)
{
    puts(text);
}

int main(void)
{
    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    RILL_DEFER(say, "deferred");
    rill_panic("of main");
}
