/* A deferred call panics during a panic: Rill reports the two panics, the new one first. */
// expect-status: 134
// expect-out: ^rill: panic: the second$
// expect-out: ^rill: a deferred call broke, during this panic: the first of 2$
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

static void again(void *arg)
{
    (void)arg;
    rill_panic("the second");
}

int main(void)
{
    RILL_DEFER(again, NULL);
    rill_panic("the first of %d", 2);
}
