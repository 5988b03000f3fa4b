/* left.c -- the program leaves a task that never ends. */
#include <rill/rill.h>

#include "../tap.h"

static int stay(void *unused)
{
    (void)unused;
    return rill_sleep_until_ns(RILL_FOREVER);
}

int main(void)
{
    plan(1);
    ok(rill_go(stay, NULL) == 0, "started");
    return done();
}
