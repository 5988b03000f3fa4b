/* No rill_try recovers when Rill itself is wrong. */
// expect-status: 134
// expect-out: ^rill: panic: rill itself is wrong: 1 % 2 == 0 does not hold in tests/crash/scope/try_assert.c:\d+$
// expect-out: ^  pc      0x[0-9a-f]+  in task "main"
// reject-out: survived
#include <stdio.h>

#include <rill/rill.h>

static void wrong(void *arg)
{
    (void)arg;
    rill_assert(1 % 2 == 0);
}

int main(void)
{
    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    rill_try(wrong, NULL, NULL);
    puts("survived");
    return 0;
}
