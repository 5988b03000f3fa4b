/* A member that waits for its own group. */
// expect-status: 134
// expect-out: ^rill: panic: rill_group_wait: task "member" is in it and has not begun it
#include <rill/rill.h>

static struct rill_group g;

static int member(void *arg)
{
    (void)arg;
    return rill_group_wait(&g, RILL_FOREVER);
}

int main(void)
{
    rill_group_begin(&g, RILL_FOREVER);
    rill_group_go(&g, &(struct rill_task_opts){.name = "member"}, member, NULL);
    return rill_group_wait(&g, RILL_FOREVER);
}
