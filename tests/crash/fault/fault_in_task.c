/* A fault in a task: the report names the task. Unfinished lines still come out. */
// expect-status: 139
// expect-out: unfinished
// expect-out: in task "jenny" on hart \d+$
// expect-out: ^rill: stopped with status 139$
#include <stdio.h>

#include <rill/rill.h>

static int fault(void *arg)
{
    int *volatile nowhere = arg;

    *(volatile int *)nowhere = 1;
    return 0;
}

int main(void)
{
    struct rill_task_opts opts = {.name = "jenny"};
    struct rill_job job = {0};

    printf("unfinished");
    rill_spawn(&job, &opts, fault, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
