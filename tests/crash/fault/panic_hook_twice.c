/* A program adds a hook of panics twice. */
// expect-status: 134
// expect-out: ^rill: panic: rill_panic_hook_add: this hook was added already; remove it first$
#include <rill/rill.h>

static void look(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k, (void)info;
}

static struct rill_panic_hook hook = {.fn = look};

int main(void)
{
    rill_panic_hook_add(&hook);
    rill_panic_hook_add(&hook);
    return 0;
}
