/* Each call lets other tasks run. Lines find memory while another task moves the heap's end to
 * odd addresses, and all lines are out when main ends. */
// image: 1s
// expect-status: 0
// expect-out: task a
// expect-out: task b
// expect-out: task c
// expect-out: task d
#include <stdio.h>
#include <unistd.h>

#include <rill/rill.h>

static int move(void *unused)
{
    (void)unused;
    for (;;) {
        sbrk(1);
        rill_yield();
    }
}

static int begin(void *name)
{
    printf("task %s ", (const char *)name); /* without an end of line */
    for (;;)
        rill_sleep_ns(RILL_S);
}

int main(void)
{
    rill_go(move, NULL);
    for (int i = 0; i < 4; i++)
        rill_go(begin, &"a\0b\0c\0d"[2 * i]);
    rill_sleep_ns(20 * RILL_MS);
    return 0;
}
