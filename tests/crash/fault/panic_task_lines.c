/* A task ends by a panic: Rill writes its unfinished line; another task's unfinished line is
 * neither written nor lost. */
// expect-status: 0
// expect-out: ^half a linerill: panic: in the midst$
// expect-out: ^rill: task "task" is ended, the others go on\nbegun and ended$
#include <stdio.h>

#include <rill/rill.h>

static int task(void *arg)
{
    (void)arg;
    printf("half a line");
    rill_panic("in the midst");
}

int main(void)
{
    struct rill_job job = {0};

    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    printf("begun ");
    rill_spawn(&job, NULL, task, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    printf("and ended\n");
    return 0;
}
