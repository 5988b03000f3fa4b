/* A semaphore: more units are put than it can count. */
// expect-status: 134
// expect-out: ^rill: panic: rill_sem_put: the count went over
#include <rill/rill.h>

static struct rill_sem s = {.count = INT32_MAX};

int main(void)
{
    rill_sem_put(&s);
    return 0;
}
