/* A hook for a fault faults itself: that is a fault inside a trap handler. */
// expect-status: 139
// expect-out: ^rill: fault: load (access fault at address 0x8 \(cause 5\)|page fault at address 0x8 \(cause 13\)): a read of the null page$
// expect-out: ^  pc      0x[0-9a-f]+  in task "main" on hart
// expect-out: ^rill: a hook that was told of it broke: fault inside a trap handler: store (access fault at address 0x10 \(cause 7\)|page fault at address 0x10 \(cause 15\)): a write to the null page$
// expect-out: ^rill: stopped with status 139$
#include <rill/rill.h>

static void breaks(struct rill_panic_hook *k,
                   const struct rill_panic_info *info)
{
    int *volatile nowhere = (int *)16;

    (void)k, (void)info;
    *(volatile int *)nowhere = 1;
}

static struct rill_panic_hook hook = {.fn = breaks};

int main(void)
{
    int *volatile nowhere = (int *)8;

    rill_panic_hook_add(&hook);
    return *(volatile int *)nowhere;
}
