// qemu: -icount shift=0,sleep=off
/* sync/poll.c -- polls: at most one token, from a task and from a trap; each signal wakes at most
 * one task. */
#include <errno.h>

#include <rill/rill.h>

#include "../soft_trap.h"
#include "../tap.h"

static const struct rill_task_opts small = {
    .name = "waiter",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

static struct rill_poll poll;
static unsigned woken;

static void in_trap(void)
{
    rill_poll_signal(&poll);
}

static int waits(void *unused)
{
    int r = rill_poll_wait(&poll, RILL_FOREVER);

    (void)unused;
    woken += !r;
    return r;
}

static void tokens(void)
{
    is(rill_poll_wait(&poll, RILL_POLL), -ETIMEDOUT, "no token at first");
    rill_poll_signal(&poll);
    rill_poll_signal(&poll);
    is(rill_poll_wait(&poll, RILL_FOREVER), 0, "two signals are a token");
    is(rill_poll_wait(&poll, RILL_POLL), -ETIMEDOUT, "and no more");
    soft_trap();
    soft_trap();
    rill_yield();
    is(rill_poll_wait(&poll, RILL_FOREVER), 0, "so are two of a trap");
    is(rill_poll_wait(&poll, rill_after_ns(RILL_MS)), -ETIMEDOUT,
       "and no more");
}

static void waiters(void)
{
    struct rill_job jobs[3] = {0};

    for (unsigned i = 0; i < 3; i++)
        rill_spawn(&jobs[i], &small, waits, NULL);
    settle();
    rill_poll_signal(&poll);
    settle();
    is((long)woken, 1, "a task's signal wakes one of three");
    soft_trap();
    settle();
    is((long)woken, 2, "a trap's wakes the next");
    rill_poll_signal(&poll);
    for (unsigned i = 0; i < 3; i++)
        rill_join(&jobs[i], RILL_FOREVER, NULL);
    is((long)woken, 3, "and one more the last");
    is(rill_poll_wait(&poll, RILL_POLL), -ETIMEDOUT, "no token is left");
}

int main(void)
{
    plan(9);
    soft_trap_on();
    rill_poll_start(&poll);
    rill_poll_start(&poll); /* again: nothing */
    tokens();
    waiters();
    return done();
}
