/* A panic ends only its task while the other harts write: the report is one block, and the
 * other harts go on. */
// image: 4
// harts: 4
// boards: virt,virt32,virt-s
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
// expect-status: 0
// expect-out: ^rill: panic: one of many$
// expect-out: ^rill: task "task" is ended, the others go on$
// expect-out: the others go on\n(.*\n)*line of hart
// reject-out: rill: panic: (?:(?!the others go on)[\s\S])*line of
// reject-out: ^line of hart (?!\d: abcdefghijklmnopqrstuvwxyz$)
#include <rill/rill.h>

#include "harts_writing.h"

static int breaks(void *arg)
{
    (void)arg;
    rill_panic("one of many");
}

int main(void)
{
    unsigned before;

    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    others_write();
    for (int i = 0; i < 10; i++) {
        rill_go(breaks, NULL);
        while (rill_task_count() > 1)
            rill_yield();
    }
    for (before = lines; lines < before + 50;)
        rill_yield();
    return 0;
}
