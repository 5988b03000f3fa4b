// boards: virt,virt32
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear,--wrap=rill_irq_attach
// expect-status: 3
// expect-out: \AA{2999}\nB{899}\nunfinished\z
/* exit while one task waits in the midst of its line, another task waits for its turn, and a
 * third has an unfinished line: each line goes out, whole and once. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../fake_console.h"

static int say(void *of)
{
    unsigned n = of ? 899 : 2999;

    for (unsigned i = 0; i < n; i++)
        putchar(of ? 'B' : 'A');
    return putchar('\n') == EOF;
}

int main(void)
{
    fake_start(true);
    fake.room = 40;
    if (rill_go(say, NULL) || rill_go(say, &fake))
        return 1;
    rill_yield();
    fake.burst = 16;
    if (fake.room)
        return 2;
    printf("unfinished");
    fake.room = FAKE_ANY_ROOM;
    exit(3);
}
