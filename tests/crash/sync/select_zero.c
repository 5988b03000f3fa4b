/* A select without arms and without a deadline waits for nothing. The report says so, and where
 * the arms would be; and the report does not call a wait group a group. */
// expect-status: 134
// expect-out: ^rill: deadlock: all 3 tasks wait
// expect-out: ^  task "main" waits: select of arms 0x[0-9a-f]+, started
// expect-out: ^  task "none" waits: select of arms, started
// expect-out: ^  task "last" waits: wait for wait group 0x[0-9a-f]+, started
#include <rill/rill.h>

static struct rill_waitgroup wg = {.count = 1};

static int none(void *arg)
{
    (void)arg;
    return rill_select(NULL, 0, RILL_FOREVER);
}

static int last(void *arg)
{
    (void)arg;
    return rill_waitgroup_wait(&wg, RILL_FOREVER);
}

int main(void)
{
    struct rill_arm arm = {.op = RILL_RECV};

    rill_spawn(NULL, &(struct rill_task_opts){.name = "none"}, none, NULL);
    rill_spawn(NULL, &(struct rill_task_opts){.name = "last"}, last, NULL);
    return rill_select(&arm, 1, RILL_FOREVER);
}
