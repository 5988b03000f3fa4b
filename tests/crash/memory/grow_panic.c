/* A panic deep in a stack that grows: the report finds the calls, and a hook runs. */
// boards: virt-s,virt
// expect-status: 134
// expect-out: ^rill: panic: deep down$
// expect-out: in task "grows" on hart
// expect-out: ^  stack .*, \d{6} of \d{6} bytes in use$
// expect-out: ^told$
// expect-out: ^rill: stopped with status 134$
#include <rill/panic.h>
#include <rill/rill.h>

static volatile int more = 1;

__attribute__((noinline)) static int recurse(int n)
{
    volatile char frame[64];

    frame[0] = (char)n;
    if (!n)
        rill_panic("deep down");
    return recurse(n - more) + frame[0];
}

static int grows(void *arg)
{
    (void)arg;
    return recurse(4000);
}

static void told(struct rill_panic_hook *hook,
                 const struct rill_panic_info *info)
{
    volatile char room[700];

    (void)hook, (void)info;
    room[0] = 1;
    rill_panic_say(room[0] ? "told\n" : "");
}

int main(void)
{
    static struct rill_panic_hook hook = {.fn = told};
    struct rill_task_opts opts = {
        .name = "grows", .memory = RILL_STACK_GROWS, .memory_bytes = 500000};
    struct rill_job job;

    rill_panic_hook_add(&hook);
    rill_spawn(&job, &opts, grows, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
