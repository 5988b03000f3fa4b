/* A task panics and leaves a mutex locked: the next task that locks it is told. */
// expect-status: 134
// expect-out: ^rill: task "task" is ended, the others go on$
// expect-out: ^rill: panic: rill_mutex_lock: task 2 held this mutex and has ended
// no-stress: one yield is to be enough for the task to end
#include <rill/rill.h>

static struct rill_mutex m;

static int holds(void *arg)
{
    (void)arg;
    rill_mutex_lock(&m, RILL_FOREVER);
    rill_panic("with a mutex");
}

int main(void)
{
    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    rill_go(holds, NULL);
    rill_yield();
    rill_mutex_lock(&m, RILL_FOREVER);
    return 0;
}
