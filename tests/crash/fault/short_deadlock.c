/* A deadlock in an image with short reports. */
// make: REPORTS=short
// expect-status: 134
// expect-out: ^rill: locks 0x0 0x0 at 0x0$
#include <rill/rill.h>

static struct rill_sem never;

int main(void)
{
    rill_sem_get(&never, RILL_FOREVER);
    return 0;
}
