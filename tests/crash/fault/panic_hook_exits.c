/* A hook calls exit: a panic does not end as a success. */
// boards: virt
// expect-status: 134
// expect-out: ^rill: panic: to begin with$
// expect-out: ^rill: a hook that was told of it broke: panic: exit was called by a hook of panics
// expect-out: ^rill: stopped with status 134$
#include <stdlib.h>

#include <rill/rill.h>

static void told(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k, (void)info;
    exit(0);
}

static struct rill_panic_hook hook = {.fn = told};

int main(void)
{
    rill_panic_hook_add(&hook);
    rill_panic("to begin with");
}
