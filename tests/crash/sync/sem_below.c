/* A semaphore that was started below 0. */
// expect-status: 134
// expect-out: ^rill: panic: rill_sem_get: the count is -3; start it with 0 or more
#include <rill/rill.h>

static struct rill_sem s = {.count = -3};

int main(void)
{
    return rill_sem_get(&s, RILL_POLL);
}
