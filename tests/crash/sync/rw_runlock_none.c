/* A lock for reading, unlocked once too often. */
// expect-status: 134
// expect-out: ^rill: panic: rill_rwmutex_runlock: nobody has locked this for reading; one unlock
#include <rill/rill.h>

static struct rill_rwmutex rw;

int main(void)
{
    rill_rwmutex_rlock(&rw, RILL_FOREVER);
    rill_rwmutex_runlock(&rw);
    rill_rwmutex_runlock(&rw);
    return 0;
}
