/* A writer that would wait for itself. */
// expect-status: 134
// expect-out: ^rill: panic: rill_rwmutex_rlock: task "main" has locked this for writing already; unlock it first
#include <rill/rill.h>

static struct rill_rwmutex rw;

int main(void)
{
    rill_rwmutex_lock(&rw, RILL_FOREVER);
    rill_rwmutex_rlock(&rw, RILL_FOREVER);
    return 0;
}
