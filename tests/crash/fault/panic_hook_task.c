/* A hook for a panic that ends only its task: the other tasks go on, and may wait. */
// boards: virt
// expect-status: 0
// expect-out: ^told: of a task\nrill: task "task" is ended, the others go on$
// expect-out: ^they do: -\d+$
#include <stdio.h>

#include <rill/rill.h>

static void told(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k;
    rill_panic_say("told: ");
    rill_panic_say(info->text);
    rill_panic_say("\n");
}

static struct rill_panic_hook hook = {.fn = told};

static int breaks(void *arg)
{
    (void)arg;
    rill_panic("of a task");
}

int main(void)
{
    struct rill_job job = {0};
    int result;

    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    rill_panic_hook_add(&hook);
    rill_spawn(&job, NULL, breaks, NULL);
    rill_join(&job, RILL_FOREVER, &result);
    rill_sleep_ns(RILL_MS);
    printf("they do: %d\n", result);
    return 0;
}
