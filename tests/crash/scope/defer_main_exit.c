/* The first task calls rill_task_exit: its deferred calls run, and then the program ends as by
 * exit() with that status. */
// expect-status: 5
// expect-out: ^first deferred, then atexit$
#include <stdio.h>
#include <stdlib.h>

#include <rill/rill.h>

static void say(void *text)
{
    fputs(text, stdout);
}

static void at_exit(void)
{
    puts("then atexit");
}

static void deep(void)
{
    RILL_DEFER(say, "first deferred, ");
    rill_task_exit(5);
}

int main(void)
{
    atexit(at_exit);
    deep();
    return 0;
}
