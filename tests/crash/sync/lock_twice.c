/* A mutex locked again by its holder. */
// expect-status: 134
// expect-out: ^rill: panic: .*mutex
// expect-out: ^rill: stopped with status 134$
#include <rill/rill.h>

static struct rill_mutex m;

int main(void)
{
    rill_mutex_lock(&m, RILL_FOREVER);
    return rill_mutex_lock(&m, RILL_FOREVER);
}
