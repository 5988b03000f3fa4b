/* A task ends with a mutex locked for which another task waits already: the waiting task is
 * told, whatever else goes on. */
// expect-status: 134
// expect-out: ^rill: panic: rill_mutex_lock: task 2 held this mutex and has ended; unlock it on every way out
// reject-out: HANG
#include <rill/rill.h>

static struct rill_mutex m;
static struct rill_event held;

static int lock(void *arg)
{
    rill_mutex_lock(&m, RILL_FOREVER);
    rill_event_set(&held);
    rill_sleep_ns(10 * RILL_MS);
    return arg != 0;
}

static int goes_on(void *arg)
{
    for (;;)
        rill_sleep_ns(RILL_MS);
    return arg != 0;
}

int main(void)
{
    rill_go(lock, NULL);
    rill_go(goes_on, NULL);
    rill_event_wait(&held, RILL_FOREVER);
    return rill_mutex_lock(&m, RILL_FOREVER);
}
