/* A context ended with a task in it. */
// expect-status: 134
// expect-out: ^rill: panic: rill_context_end: task "slow" is still in it
#include <rill/rill.h>

static int slow(void *arg)
{
    (void)arg;
    return rill_sleep_ns(RILL_S);
}

int main(void)
{
    struct rill_context c;

    rill_context_begin(&c, RILL_FOREVER);
    rill_spawn(NULL, &(struct rill_task_opts){.name = "slow"}, slow, NULL);
    rill_context_cancel(&c);
    rill_context_end(&c);
    return 0;
}
