/* libc-shim/quick_exit.c -- C17 7.22.4.3 and 7.22.4.7: functions to call at an end that
 * does not call those of atexit. There are 32, as many as C asks for. */
#include <stdlib.h>
#include <unistd.h>

#include <rill/bind.h>
#include <port/image.h>

#define MOST 32u

static struct rill_lock lock;
static unsigned count;
static void (*functions[MOST])(void);

int rill_at_quick_exit(void (*fn)(void))
{
    bool room;

    RILL_LOCK_TAKE(&lock);
    room = count < MOST;
    if (room)
        functions[count++] = fn;
    RILL_LOCK_DROP(&lock);
    return room ? 0 : -1;
}

/* Call the last function first. If it registers another, call that one next. */
_Noreturn void rill_quick_exit(int status)
{
    for (;;) {
        void (*fn)(void) = NULL;

        RILL_LOCK_TAKE(&lock);
        if (count > 0)
            fn = functions[--count];
        RILL_LOCK_DROP(&lock);
        if (fn == NULL)
            _exit(status);
        fn();
    }
}

RILL_DEFAULT(function, at_quick_exit, rill_at_quick_exit);
RILL_DEFAULT(function, quick_exit, rill_quick_exit);
