/* A record that is in use already. */
// expect-status: 134
// expect-out: ^rill: panic: rill_defer: this record is in use; run or drop it first$
#include <rill/rill.h>

static void nothing(void *arg)
{
    (void)arg;
}

int main(void)
{
    struct rill_defer d;

    rill_defer(&d, nothing, NULL);
    rill_defer(&d, nothing, NULL);
    return 0;
}
