/* A hart without address translation: the image runs, and says what is not guarded. */
// boards: virt-s
// qemu: -cpu rv64,mmu=off
// expect-status: 3
// expect-out: ; the hart takes no page tables: code can be written, data can be run, and a stack that runs over is found late$
// expect-out: ^a task runs$
#include <stdio.h>

#include <rill/platform.h>
#include <rill/rill.h>

static int task(void *arg)
{
    (void)arg;
    puts("a task runs");
    return 3;
}

int main(void)
{
    struct rill_job job;
    int result = 0;

    rill_platform_print();
    rill_spawn(&job, NULL, task, NULL);
    rill_join(&job, RILL_FOREVER, &result);
    return result;
}
