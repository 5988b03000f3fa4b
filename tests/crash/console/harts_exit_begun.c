/* One task has begun a line and computes on, and two tasks call exit: the machine ends, and all
 * that the tasks printed is out. */
// image: 4
// harts: 4
// boards: virt
// timeout: 10
// expect-status: 3
// expect-out: begun
#include <stdio.h>
#include <stdlib.h>

#include <rill/rill.h>

static volatile int begun;

static int computes(void *arg)
{
    printf("begun");
    for (begun = 1; begun;) {
    }
    return arg != NULL;
}

static int ends(void *arg)
{
    (void)arg;
    printf("one of two");
    exit(3);
}

int main(void)
{
    while (rill_hart_count() < 4)
        rill_yield();
    rill_go(computes, NULL);
    while (!begun)
        rill_yield();
    rill_go(ends, NULL);
    exit(3);
}
