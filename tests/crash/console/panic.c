// boards: virt,virt32
// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear,--wrap=rill_irq_attach
// expect-status: 134
// expect-out: ^A{2999}\nunfinishedrill: panic: in the midst of a line$
// expect-out: ^rill: stopped with status 134$
// reject-out: A\n[\s\S]*A\n
/* A panic while a task waits in the midst of its line, the ring is full, and another task has
 * an unfinished line: all bytes go out, once, before the report. */
#include <stdio.h>
#include <unistd.h>

#include "../../fake_console.h"

static char line[3000];

static int write_line(void *arg)
{
    (void)arg;
    return write(1, line, sizeof line) < 0;
}

int main(void)
{
    fake_start(true);
    memset(line, 'A', sizeof line - 1);
    line[sizeof line - 1] = '\n';
    printf("unfinished");
    fake.room = 40;
    if (rill_go(write_line, NULL))
        return 1;
    rill_yield();
    if (fake.room)
        return 2;
    fake.room = FAKE_ANY_ROOM;
    rill_panic("in the midst of a line");
}
