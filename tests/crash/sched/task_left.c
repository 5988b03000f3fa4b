/* main ends while tasks run: the program ends, as in Go. */
// expect-status: 5
// reject-out: rill:
#include <rill/rill.h>

static int run_on(void *arg)
{
    (void)arg;
    for (;;)
        rill_yield();
}

int main(void)
{
    rill_go(run_on, NULL);
    rill_yield();
    return 5;
}
