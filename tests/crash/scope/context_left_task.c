/* A task's own function begins a context in its frame and returns: Rill finds that as the task
 * ends. */
// expect-status: 134
// expect-out: ^rill: panic: a context was left behind by a function of task "short"
#include <rill/rill.h>

static int begins(void *arg)
{
    struct rill_context c;

    (void)arg;
    rill_context_begin(&c, RILL_FOREVER);
    return 0;
}

int main(void)
{
    rill_spawn(NULL, &(struct rill_task_opts){.name = "short"}, begins, NULL);
    return rill_sleep_ns(RILL_S);
}
