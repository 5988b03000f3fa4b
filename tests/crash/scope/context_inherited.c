/* A context ended by a task that has not begun it. */
// expect-status: 134
// expect-out: ^rill: panic: rill_context_end: task "child" is in it and has not begun it
#include <rill/rill.h>

static struct rill_context c;

static int child(void *arg)
{
    rill_context_end(arg);
    return 0;
}

int main(void)
{
    rill_context_begin(&c, RILL_FOREVER);
    rill_spawn(NULL, &(struct rill_task_opts){.name = "child"}, child, &c);
    return rill_sleep_ns(RILL_S);
}
