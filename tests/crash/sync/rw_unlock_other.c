/* A lock for writing, unlocked by a reader. */
// expect-status: 134
// expect-out: ^rill: panic: rill_rwmutex_unlock: task "main" has not locked this for writing; nobody has
#include <rill/rill.h>

static struct rill_rwmutex rw;

int main(void)
{
    rill_rwmutex_rlock(&rw, RILL_FOREVER);
    rill_rwmutex_unlock(&rw);
    return 0;
}
