/* A task ends inside a once. */
// expect-status: 134
// expect-out: ^rill: panic: rill_once_do: task 2 ended inside fn; let fn return
// no-stress: one yield is to be enough for the task to end
#include <rill/rill.h>

static struct rill_once o;

static void end(void *arg)
{
    (void)arg;
    rill_task_exit(0);
}

static int call(void *arg)
{
    return rill_once_do(&o, end, arg, RILL_FOREVER);
}

int main(void)
{
    rill_go(call, NULL);
    rill_yield();
    rill_once_do(&o, end, NULL, RILL_FOREVER);
    return 0;
}
