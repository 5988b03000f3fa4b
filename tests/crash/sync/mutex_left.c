/* A task ends with a mutex locked. The next task gets the ended task's block and so its
 * address, and must not be taken for the owner. */
// expect-status: 134
// expect-out: rill_mutex_lock: task 2 held this mutex and has ended
// no-stress: one yield is to be enough for the task to end
#include <rill/rill.h>

static struct rill_mutex m;

static int lock(void *arg)
{
    (void)arg;
    return rill_mutex_lock(&m, RILL_FOREVER);
}

int main(void)
{
    rill_go(lock, NULL);
    rill_yield();
    rill_go(lock, NULL);
    rill_yield();
    return 0;
}
