/* console/harts.c -- all harts write to the console at once, and no two lines mix. */
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 0
// expect-out: ^line 99 of hart 0: abcdefghijklmnopqrstuvwxyz$
// expect-out: ^line 99 of hart 1: abcdefghijklmnopqrstuvwxyz$
// expect-out: ^line 99 of hart 2: abcdefghijklmnopqrstuvwxyz$
// expect-out: ^line 99 of hart 3: abcdefghijklmnopqrstuvwxyz$
// expect-out: ^400 lines$
// reject-out: ^(?!line \d\d of hart \d: abcdefghijklmnopqrstuvwxyz$|400 lines$).
#include <stdio.h>
#include <string.h>

#include "../other_harts.h"

#define LINES 100

static volatile unsigned written;
static unsigned did[4]; /* an IPI of the scheduler may call us once more */

/* No printf: in a trap tp points to no task. */
static void on_hart(unsigned number)
{
    char line[] = "line 00 of hart 0: abcdefghijklmnopqrstuvwxyz\n";

    if (__atomic_exchange_n(&did[number], 1, __ATOMIC_RELAXED))
        return;
    line[16] = (char)('0' + number);
    for (int i = 0; i < LINES; i++) {
        line[5] = (char)('0' + i / 10);
        line[6] = (char)('0' + i % 10);
        rill_console_write(line, sizeof line - 1);
        __atomic_fetch_add(&written, 1, __ATOMIC_RELAXED);
    }
}

int main(void)
{
    if (!harts_arrive(4))
        return 1;
    interrupt_others();
    on_hart(0);
    while (written < 4 * LINES) /* a hart may come late */
        rill_sleep_ns(RILL_MS);
    on_hart_wanted = 0;
    printf("%u lines\n", written);
    return 0;
}
