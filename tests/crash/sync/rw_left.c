/* A task ends with the lock for writing. */
// expect-status: 134
// expect-out: ^rill: panic: rill_rwmutex_lock: task 2 locked this for writing and has ended; unlock it on every way
// no-stress: one yield is to be enough for the task to end
#include <rill/rill.h>

static struct rill_rwmutex rw;

static int lock(void *arg)
{
    (void)arg;
    return rill_rwmutex_lock(&rw, RILL_FOREVER);
}

int main(void)
{
    rill_go(lock, NULL);
    rill_yield();
    rill_rwmutex_lock(&rw, RILL_FOREVER);
    return 0;
}
