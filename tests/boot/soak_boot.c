/* boot/soak_boot.c -- from reset until all harts work, and to the end. `make soak` runs this some
 * hundred times. */
#include "../many.h"

static unsigned harts, arrived;

static int meets(void *arg)
{
    uint64_t until = rill_after_ns(20 * RILL_S);

    (void)arg;
    ticket(&arrived);
    while (__atomic_load_n(&arrived, __ATOMIC_ACQUIRE) < harts)
        if (rill_now_ns() > until)
            return 1;
    return 0;
}

int main(void)
{
    plan(2);
    harts = harts_ready();
    is(harts, RILL_HARTS, "all harts are here");
    is(run_many(harts, meets), 0, "each runs a task, at the same time");
    return done();
}
