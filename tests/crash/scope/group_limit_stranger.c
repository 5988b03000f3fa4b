/* A task that is not in the group sets the group's limit. */
// expect-status: 134
// expect-out: ^rill: panic: rill_group_limit: task "stranger" is not in this group
#include <rill/rill.h>

static struct rill_group g;

static int stranger(void *arg)
{
    (void)arg;
    rill_yield();
    rill_group_limit(&g, 1);
    return 0;
}

int main(void)
{
    rill_spawn(NULL, &(struct rill_task_opts){.name = "stranger"}, stranger,
               NULL);
    rill_group_begin(&g, RILL_FOREVER);
    return rill_sleep_ns(RILL_S);
}
