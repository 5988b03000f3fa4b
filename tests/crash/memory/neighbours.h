/* crash/memory/neighbours.h -- a task between two others overflows its stack. After the report a
 * hook compares the others' memory, byte for byte, with a copy from before.
 *
 *     low   | right | middle | left |   high
 */
#ifndef NEIGHBOURS_H
#define NEIGHBOURS_H

#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../../mode.h"

#define STACK  4096
#define BEHIND 160 /* a task's struct and thread-local variables, or less */

/* The test defines it: overflows the stack of its task. */
static int overflow(void);

struct neighbour {
    uintptr_t low, high;
    char *copy;
};
static struct neighbour left, middle, right;

RILL_CHAN(never, char, 0);

static int neighbour(void *arg)
{
    struct neighbour *n = arg;
    volatile char used[1024];
    char c;

    memset((char *)used, 0x5a, sizeof used);
    rill_stack_bounds(&n->low, &n->high);
    rill_chan_recv(&never, &c, RILL_FOREVER);
    return used[0];
}

static bool is_whole(const struct neighbour *n)
{
    return n->copy &&
           !memcmp(n->copy, (char *)n->low, n->high + BEHIND - n->low);
}

static void copy(struct neighbour *n)
{
    n->copy = malloc(n->high + BEHIND - n->low);
    memcpy(n->copy, (char *)n->low, n->high + BEHIND - n->low);
}

static void compare(struct rill_panic_hook *hook,
                    const struct rill_panic_info *info)
{
    (void)hook;
    (void)info;
    rill_panic_say(is_whole(&left) && is_whole(&right)
                       ? "neighbours: whole\n"
                       : "neighbours: changed\n");
}

static struct rill_panic_hook hook = {.fn = compare};

/* It waits until the others have parked, for that changes their stacks. */
static int between(void *arg)
{
    if (*(int *)arg >= 0)
        rill_pin(*(int *)arg);
    rill_stack_bounds(&middle.low, &middle.high);
    while (!left.low || !right.low)
        rill_sleep_ns(RILL_MS);
    rill_sleep_ns(100 * RILL_MS);
    if (right.high >= middle.low || middle.high >= left.low ||
        middle.low - right.high > STACK)
        rill_panic("the three do not lie side by side");
    copy(&left);
    copy(&right);
    return overflow();
}

/* pin: the middle runs on this hart; -1: on any. */
static int run(int pin)
{
    struct rill_task_opts opts = {.name = "left", .stack_bytes = STACK};
    struct rill_job job;

    rill_panic_hook_add(&hook);
    rill_spawn(NULL, &opts, neighbour, &left);
    opts.name = "middle";
    rill_spawn(&job, &opts, between, &pin);
    opts.name = "right";
    rill_spawn(NULL, &opts, neighbour, &right);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}

#endif
