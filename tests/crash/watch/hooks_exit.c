/* An exit hook that ends its task once more. */
// expect-status: 134
// expect-out: ^rill: panic: rill_task_exit: task "child" called it from an exit
#include <rill/rill.h>

static void ended(struct rill_hooks *k, int result)
{
    (void)k;
    rill_task_exit(result + 1);
}

static struct rill_hooks hooks = {.exit = ended};

static int child(void *arg)
{
    (void)arg;
    return 0;
}

int main(void)
{
    struct rill_task_opts opts = {.name = "child"};
    struct rill_job job = {0};

    rill_hooks_add(&hooks);
    rill_spawn(&job, &opts, child, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
