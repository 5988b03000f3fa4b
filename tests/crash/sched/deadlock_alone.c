/* One task, and it sleeps for ever. */
// expect-status: 134
// expect-out: ^rill: deadlock: .*nothing can wake
// expect-out: ^  task "main" waits:
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

int main(void)
{
    rill_sleep_until_ns(RILL_FOREVER);
    return 0;
}
