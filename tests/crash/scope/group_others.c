/* A group waited for with a task in it that is not a member. */
// expect-status: 134
// expect-out: ^rill: panic: rill_group_wait: task "other" is still in it
#include <rill/rill.h>

static struct rill_group g;

static int other(void *arg)
{
    (void)arg;
    return rill_sleep_ns(RILL_S);
}

int main(void)
{
    rill_group_begin(&g, RILL_FOREVER);
    rill_spawn(NULL, &(struct rill_task_opts){.name = "other"}, other, NULL);
    return rill_group_wait(&g, RILL_FOREVER);
}
