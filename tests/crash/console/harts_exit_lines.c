/* exit() while tasks on the other harts are nearly always in the midst of a line: each hart
 * finishes its line, and no two lines mix. */
// image: 4
// harts: 4
// boards: virt,virt32,virt-s
// expect-status: 3
// expect-out: ^a{20}$
// reject-out: ^(?!(a{20}|b{20}|c{20})$).
// reject-out: [^\n]\z
#include <stdio.h>
#include <stdlib.h>

#include <rill/rill.h>

static int writes(void *arg)
{
    for (;;) {
        for (int i = 0; i < 20; i++) {
            putchar('a' + (int)(uintptr_t)arg);
            for (volatile int n = 0; n < 5000; n++) {
            }
        }
        putchar('\n');
    }
    return 0;
}

int main(void)
{
    while (rill_hart_count() < 4)
        rill_yield();
    for (uintptr_t i = 0; i < 3; i++)
        rill_go(writes, (void *)i);
    rill_sleep_ns(50 * RILL_MS);
    exit(3);
}
