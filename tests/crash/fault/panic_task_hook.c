/* A task that breaks in an exit hook, while it ends, stops the machine. */
// expect-status: 134
// expect-out: ^rill: panic: in an exit hook$
// expect-out: ^rill: stopped with status 134$
// reject-out: survived
// reject-out: is ended
#include <stdio.h>

#include <rill/rill.h>

static void breaks(struct rill_hooks *k, int result)
{
    (void)k, (void)result;
    rill_panic("in an exit hook");
}

static struct rill_hooks hooks = {.exit = breaks};

static int task(void *arg)
{
    (void)arg;
    return 0;
}

int main(void)
{
    struct rill_job job = {0};

    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    rill_hooks_add(&hooks);
    rill_spawn(&job, NULL, task, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    puts("survived");
    return 0;
}
