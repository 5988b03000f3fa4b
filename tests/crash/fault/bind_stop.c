// expect-status: 42
// expect-out: ^rill: panic: on purpose$
// expect-out: ^told that it is 134$
/* crash/fault/bind_stop.c -- a program ends the machine in its own way, after a report. */
#include <rill/rill.h>

static _Noreturn void my_stop(int status)
{
    rill_console_write(status == 134 ? "told that it is 134\n" : "?\n",
                       status == 134 ? 20 : 2);
    rill_default_stop(42);
}

RILL_PROVIDE(function, rill_stop, my_stop);

int main(void)
{
    rill_panic("on purpose");
}
