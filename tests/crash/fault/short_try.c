/* With short reports a task can go on after a panic, too; the info has no text. */
// make: REPORTS=short
// expect-status: 3
// expect-out: ^panicked: 1 ""$
// expect-out: ^told$
// expect-out: ^rill: panic 0x[0-9a-f]+ 0x0 at 0x[0-9a-f]+$
#include <stdio.h>

#include <rill/rill.h>

static void breaks(void *arg)
{
    rill_panic("never in the image: %p", arg);
}

static int task(void *arg)
{
    breaks(arg);
    return 0;
}

static void tell(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k, (void)info;
    rill_panic_say("told\n");
}

static struct rill_panic_hook hook = {.fn = tell};

int main(void)
{
    struct rill_panic_info info;
    struct rill_job job = {0};
    int r = rill_try(breaks, NULL, &info);

    printf("panicked: %d \"%s\"\n", r, info.text);
    rill_panic_hook_add(&hook);
    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    rill_spawn(&job, NULL, task, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 3;
}
